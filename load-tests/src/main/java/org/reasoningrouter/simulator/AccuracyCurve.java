package org.reasoningrouter.simulator;

/// How likely an answer is right after a number of thinking tokens: `a + (b − a)(1 − exp(−t/τ))`,
/// held between 0 and 1.
///
/// @param a without thinking; below 0 where the first tokens bring nothing yet
/// @param b with thinking without end
/// @param tau tokens after which all but 1/e of the gain is there
public record AccuracyCurve(double a, double b, double tau) {

    public AccuracyCurve {
        if (!(tau > 0) || b < a || b > 1) {
            throw new IllegalArgumentException(
                    "tau must be positive, b from a to 1: " + tau + ", " + b);
        }
    }

    public double at(long thinkingTokens) {
        return Math.clamp(a + (b - a) * (1 - Math.exp(-thinkingTokens / tau)), 0, 1);
    }
}
