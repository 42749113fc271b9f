package org.reasoningrouter.worker.invoke;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.reasoningrouter.worker.invoke.Turn.Opening;

/// DashScope, the API of Alibaba's Model Studio.
public final class DashScopeDialect extends ChatDialect {

    public DashScopeDialect(Model model) {
        super(model, Set.of(Control.SWITCH, Control.BUDGET, Control.REASONING_COUNT));
    }

    @Override
    void think(ObjectNode body, LlmCall call, Opening opening) {
        body.put("enable_thinking", opening.thinks());
        if (opening.thinks()) {
            opening.budget().ifPresent(budget -> body.put("thinking_budget", budget));
        }
    }
}
