package org.reasoningrouter.router.evaluate;

import java.util.Optional;
import org.reasoningrouter.router.decide.ThresholdRule.Asker;
import org.reasoningrouter.wire.Route;

/// A decision of the past with what came of it.
///
/// @param propensity with what probability the prompt was to take this route
/// @param reward 0 to 1: whether its answer was right
/// @param shadow the route that a shadow would have taken; absent without one and where it was late
record LoggedDecision(
        String id,
        Asker asker,
        double score,
        Route route,
        double propensity,
        double reward,
        Optional<Route> shadow) {

    /// Of a log without a shadow.
    LoggedDecision(
            String id, Asker asker, double score, Route route, double propensity, double reward) {
        this(id, asker, score, route, propensity, reward, Optional.empty());
    }

    LoggedDecision {
        must(!id.isBlank(), "id is missing");
        must(score >= 0 && score <= 1, "score must be 0 to 1");
        must(propensity > 0 && propensity <= 1, "propensity must be above 0 and at most 1");
        must(reward >= 0 && reward <= 1, "reward must be 0 to 1, true or false");
    }

    private static void must(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
