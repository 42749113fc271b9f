package org.reasoningrouter.router.classify;

import java.util.List;

/// The classifier's estimate that thinking helps, 0 to 1. NaN and the infinities stand for a model
/// that could not say.
///
/// @param shares the probability of each of [Classifier#labels()], in their order; empty when the
///   model could not say
public record Score(double value, List<Double> shares) {

    public Score {
        if (Double.isFinite(value) && (value < 0 || value > 1)) {
            throw new IllegalArgumentException("a score must be 0 to 1: " + value);
        }
        shares = List.copyOf(shares);
    }

    /// A score of a model that knows one label only.
    public Score(double value) {
        this(value, Double.isFinite(value) ? List.of(value) : List.of());
    }

    public boolean isNumber() {
        return Double.isFinite(value);
    }
}
