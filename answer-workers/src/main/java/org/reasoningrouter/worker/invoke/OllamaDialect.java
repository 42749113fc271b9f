package org.reasoningrouter.worker.invoke;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.reasoningrouter.worker.invoke.Turn.Opening;

/// Ollama by its OpenAI-compatible API. It has no budget and counts no reasoning.
public final class OllamaDialect extends ChatDialect {

    public OllamaDialect(Model model) {
        super(model, Set.of(Control.SWITCH, Control.EFFORT));
    }

    @Override
    void think(ObjectNode body, LlmCall call, Opening opening) {
        var effort = opening.thinks() ? Effort.of(call.ask().thinkingTokens()).word() : "none";
        body.put("reasoning_effort", effort);
    }
}
