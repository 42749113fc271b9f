package org.reasoningrouter.load.guarantee;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.reasoningrouter.load.guarantee.Evidence.ResultSeen;

/// Each acknowledged prompt has one result, under its own key and tenant, and nothing else has any.
public final class EveryPromptEndsOnce implements Guarantee {

    @Override
    public List<String> violations(Evidence evidence) {
        var results = new HashMap<String, List<ResultSeen>>();
        evidence.results()
                .forEach(r -> results.computeIfAbsent(r.promptId(), _ -> new ArrayList<>()).add(r));
        var violations = new ArrayList<String>();
        evidence.sent()
                .forEach((id, sent) -> {
                    var of = results.getOrDefault(id, List.of());
                    if (of.size() != 1) {
                        violations.add(id + " has " + of.size() + " results");
                    } else if (!of.getFirst().key().equals(id)
                            || !of.getFirst().tenant().equals(sent.tenant())) {
                        violations.add(id + " ended under another key or tenant");
                    }
                });
        results.keySet().stream()
                .filter(id -> !evidence.sent().containsKey(id))
                .forEach(id -> violations.add(id + " has a result but was never sent"));
        return violations;
    }
}
