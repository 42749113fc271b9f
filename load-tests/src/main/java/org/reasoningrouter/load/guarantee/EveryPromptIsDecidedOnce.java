package org.reasoningrouter.load.guarantee;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.reasoningrouter.load.guarantee.Evidence.DecisionSeen;
import org.reasoningrouter.load.guarantee.Evidence.RequestSeen;
import org.reasoningrouter.wire.Outcome;

/// Each acknowledged prompt has one committed decision, and one committed request when it was
/// routed.
public final class EveryPromptIsDecidedOnce implements Guarantee {

    @Override
    public List<String> violations(Evidence evidence) {
        var decisions = new HashMap<String, List<DecisionSeen>>();
        evidence.decisions()
                .forEach(d ->
                        decisions.computeIfAbsent(d.promptId(), _ -> new ArrayList<>()).add(d));
        var requests = new HashMap<String, Integer>();
        evidence.requests().stream()
                .map(RequestSeen::promptId)
                .forEach(id -> requests.merge(id, 1, Integer::sum));
        var violations = new ArrayList<String>();
        for (var id : evidence.sent().keySet()) {
            var of = decisions.getOrDefault(id, List.of());
            if (of.size() != 1) {
                violations.add(id + " has " + of.size() + " decisions");
                continue;
            }
            var wanted = of.getFirst().outcome() == Outcome.ROUTED ? 1 : 0;
            var found = requests.getOrDefault(id, 0);
            if (found != wanted) {
                violations.add(id + " has " + found + " requests, not " + wanted);
            }
        }
        decisions.keySet().stream()
                .filter(id -> !evidence.sent().containsKey(id))
                .forEach(id -> violations.add(id + " was decided but never sent"));
        return violations;
    }
}
