package org.reasoningrouter.worker.invoke;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.reasoningrouter.worker.invoke.Turn.Opening;

/// OpenRouter, which takes a budget or an effort and never both. What becomes of a budget depends
/// on the provider behind it.
public final class OpenRouterDialect extends ChatDialect {

    public OpenRouterDialect(Model model) {
        super(
                model,
                Set.of(Control.SWITCH, Control.BUDGET, Control.EFFORT, Control.REASONING_COUNT));
    }

    @Override
    void think(ObjectNode body, LlmCall call, Opening opening) {
        var reasoning = body.putObject("reasoning");
        if (!opening.thinks()) {
            reasoning.put("enabled", false);
        } else if (opening.budget().isPresent()) {
            reasoning.put("max_tokens", opening.budget().getAsInt());
        } else {
            reasoning.put("effort", level(Effort.of(call.ask().thinkingTokens())));
        }
    }

    // Some providers behind it take no less.
    @Override
    public int leastBudget() {
        return 1024;
    }

    private static String level(Effort effort) {
        return switch (effort) {
            case MINIMAL, LOW, MEDIUM, HIGH -> effort.word();
            case XHIGH -> "high";
        };
    }
}
