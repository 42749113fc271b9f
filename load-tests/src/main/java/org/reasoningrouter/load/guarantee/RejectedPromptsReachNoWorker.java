package org.reasoningrouter.load.guarantee;

import java.util.List;
import java.util.stream.Collectors;
import org.reasoningrouter.load.guarantee.Evidence.DecisionSeen;
import org.reasoningrouter.load.guarantee.Evidence.RequestSeen;
import org.reasoningrouter.wire.Outcome;

/// No rejected prompt is ever requested, so none costs anything.
public final class RejectedPromptsReachNoWorker implements Guarantee {

    @Override
    public List<String> violations(Evidence evidence) {
        var rejected =
                evidence.decisions().stream()
                        .filter(d -> d.outcome() == Outcome.REJECTED)
                        .map(DecisionSeen::promptId)
                        .collect(Collectors.toSet());
        return evidence.requests().stream()
                .map(RequestSeen::promptId)
                .filter(rejected::contains)
                .map(id -> id + " was rejected and requested")
                .toList();
    }
}
