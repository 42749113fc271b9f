package org.reasoningrouter.router.decide;

import java.util.Optional;
import org.reasoningrouter.wire.Reason;
import org.reasoningrouter.wire.Route;

/// The policy's choice for one prompt.
///
/// @param threshold what the score was held against; absent without a score
/// @param thinkingBudget absent on the fast route
/// @param propensity with what probability this prompt was to take this route; 1 without
///   exploration
public record Choice(
        Route route,
        Reason reason,
        Optional<Double> score,
        Optional<Double> threshold,
        Optional<Integer> thinkingBudget,
        double propensity) {

    /// The route before anything was left to chance.
    Route led() {
        return score.flatMap(it -> threshold.map(edge -> it >= edge))
                .map(thinks -> thinks ? Route.THINKING : Route.FAST)
                .orElse(route);
    }

    /// A choice that left nothing to chance.
    public Choice(
            Route route,
            Reason reason,
            Optional<Double> score,
            Optional<Double> threshold,
            Optional<Integer> thinkingBudget) {
        this(route, reason, score, threshold, thinkingBudget, 1);
    }
}
