package org.reasoningrouter.load.guarantee;

import java.util.ArrayList;
import java.util.List;

/// A request holds the very prompt that was sent, under its own key, on the topic of its decision:
/// nothing crosses over to another prompt, tenant, lane or route.
public final class EveryRequestCarriesItsPrompt implements Guarantee {

    @Override
    public List<String> violations(Evidence evidence) {
        var violations = new ArrayList<String>();
        for (var request : evidence.requests()) {
            var id = request.promptId();
            var sent = evidence.sent().get(id);
            if (sent == null) {
                violations.add(id + " was requested but never sent");
            } else if (!sent.equals(request.fingerprint())) {
                violations.add(id + " was requested as another prompt than was sent");
            } else if (!request.key().equals(id)) {
                violations.add(id + " was requested under the key " + request.key());
            } else if (!request.decided().equals(request.topicRoute().name())
                    || sent.lane() != request.topicLane()) {
                violations.add(id + " stands on the topic of another route or lane");
            }
        }
        return violations;
    }
}
