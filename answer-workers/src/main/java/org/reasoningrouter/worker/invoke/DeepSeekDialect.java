package org.reasoningrouter.worker.invoke;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.reasoningrouter.worker.invoke.Turn.Opening;

/// DeepSeek's own API, which knows three levels of effort.
public final class DeepSeekDialect extends ChatDialect {

    public DeepSeekDialect(Model model) {
        super(model, Set.of(Control.SWITCH, Control.EFFORT, Control.REASONING_COUNT));
    }

    @Override
    void think(ObjectNode body, LlmCall call, Opening opening) {
        body.putObject("thinking").put("type", opening.thinks() ? "enabled" : "disabled");
        if (opening.thinks()) {
            body.put("reasoning_effort", level(Effort.of(call.ask().thinkingTokens())));
        }
    }

    private static String level(Effort effort) {
        return switch (effort) {
            case MINIMAL, LOW -> "low";
            case MEDIUM, HIGH -> "high";
            case XHIGH -> "max";
        };
    }
}
