package org.reasoningrouter.router.classify;

/// The classifier's estimate that thinking helps, 0 to 1. NaN and the infinities stand for a model
/// that could not say.
public record Score(double value) {

    public Score {
        if (Double.isFinite(value) && (value < 0 || value > 1)) {
            throw new IllegalArgumentException("a score must be 0 to 1: " + value);
        }
    }

    public boolean isNumber() {
        return Double.isFinite(value);
    }
}
