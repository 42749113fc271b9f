package org.reasoningrouter.router.decide;

/// Reasoning tokens with what they cost.
///
/// @param nanos nano-dollars; like the tokens below zero where more is taken back than given
public record Amount(long tokens, long nanos) {

    public static final Amount NOTHING = new Amount(0, 0);

    public Amount plus(Amount other) {
        return new Amount(tokens + other.tokens, nanos + other.nanos);
    }

    public Amount minus(Amount other) {
        return new Amount(tokens - other.tokens, nanos - other.nanos);
    }
}
