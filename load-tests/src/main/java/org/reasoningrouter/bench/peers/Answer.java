package org.reasoningrouter.bench.peers;

import java.util.Optional;
import org.reasoningrouter.router.decide.Choice;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Route;

/// What a contender says of one prompt.
///
/// @param score absent where the prompt names its route itself
record Answer(Route route, Optional<Double> score, Optional<Double> threshold) {

    /// What the prompts beside one in a batch may move its score by: sums of floats in another
    /// order.
    static final double ROUNDING = 1e-4;

    static Answer of(Choice choice) {
        return new Answer(choice.route(), choice.score(), choice.threshold());
    }

    static Answer of(Decision decision) {
        return new Answer(
                decision.getRoute().orElseThrow(), decision.getScore(), decision.getThreshold());
    }

    /// Whether both say the same. A score that lies on the threshold, as near as scores are known,
    /// may take either route.
    boolean agrees(Answer other) {
        if (score.isEmpty() || other.score.isEmpty()) {
            return score.isEmpty() && other.score.isEmpty() && route == other.route;
        }
        return isNear(score.get(), other.score.get())
                && (route == other.route
                        || threshold.filter(it -> isNear(score.get(), it)).isPresent());
    }

    private static boolean isNear(double one, double other) {
        return Math.abs(one - other) <= ROUNDING;
    }
}
