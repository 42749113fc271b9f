package org.reasoningrouter.router.measure;

import java.math.BigInteger;
import java.time.Instant;
import org.reasoningrouter.wire.Usage;

/// What one model's tokens cost from an instant on, in nano-dollars per million tokens.
///
/// One dollar per million tokens is 1,000,000,000 here, so a price list with nine decimals is held
/// exactly.
///
/// @param model the model's name as attempts bear it, or `*` for every model without a price
/// @param cachedInput for the part of the input that the server had cached
/// @param output for answer and reasoning tokens alike
public record Price(String model, Instant from, long input, long cachedInput, long output) {

    static final String ANY_MODEL = "*";

    /// A million dollars for a million tokens: beyond it a price is a mistake.
    static final long MOST = 1_000_000_000_000_000L;

    private static final long MOST_TOKENS = 1_000_000_000L;
    private static final BigInteger HALF_MILLION = BigInteger.valueOf(500_000);
    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

    public Price {
        if (model.isBlank()) {
            throw new IllegalArgumentException("a price needs a model's name, or * for the others");
        }
        check(model, "input", input);
        check(model, "cached input", cachedInput);
        check(model, "output", output);
    }

    /// The cost of one call in nano-dollars: the exact sum, rounded half up once.
    long costNanos(Usage usage) {
        return costNanos(usage, usage.getReasoningTokens());
    }

    /// The cost of one call in nano-dollars, had it taken this many reasoning tokens.
    long costNanos(Usage usage, long reasoningTokens) {
        var all = counted(usage.getInputTokens());
        var cached = Math.min(counted(usage.getCachedTokens()), all);
        return times(all - cached, input)
                .add(times(cached, cachedInput))
                .add(times(counted(usage.getAnswerTokens()), output))
                .add(times(counted(reasoningTokens), output))
                .add(HALF_MILLION)
                .divide(MILLION)
                .longValueExact();
    }

    /// What reasoning tokens alone cost, in nano-dollars.
    long thinkingCostNanos(long tokens) {
        return times(counted(tokens), output).add(HALF_MILLION).divide(MILLION).longValueExact();
    }

    // No call takes a billion tokens or fewer than none: a server that says so must not stop the
    // ledger.
    private static long counted(long tokens) {
        return Math.clamp(tokens, 0, MOST_TOKENS);
    }

    private static BigInteger times(long tokens, long price) {
        return BigInteger.valueOf(tokens).multiply(BigInteger.valueOf(price));
    }

    private static void check(String model, String what, long price) {
        if (price < 0 || price > MOST) {
            throw new IllegalArgumentException(
                    "the "
                            + what
                            + " price of "
                            + model
                            + " must be 0 to 1000000 USD per million tokens: "
                            + price
                            + " nano-dollars");
        }
    }
}
