package org.reasoningrouter.worker.invoke;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.reasoningrouter.worker.invoke.Turn.Opening;

/// OpenAI itself, which answers 400 to a field that it does not know. Reasoning is counted and
/// never shown.
public final class OpenAiDialect extends ChatDialect {

    public OpenAiDialect(Model model) {
        super(model, Set.of(Control.SWITCH, Control.EFFORT, Control.REASONING_COUNT));
    }

    @Override
    String cap() {
        return "max_completion_tokens";
    }

    @Override
    void think(ObjectNode body, LlmCall call, Opening opening) {
        var effort = opening.thinks() ? Effort.of(call.ask().thinkingTokens()).word() : "none";
        body.put("reasoning_effort", effort);
    }
}
