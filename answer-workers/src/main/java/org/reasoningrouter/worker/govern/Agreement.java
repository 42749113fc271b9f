package org.reasoningrouter.worker.govern;

/// When a thought may end because the model has its answer: after Dynasor (arXiv 2412.20993).
///
/// @param interval reasoning tokens to the first probe
/// @param growth by which each interval is longer than the one before
/// @param probes how many in a row must agree
/// @param probeTokens most tokens of a probe's answer
/// @param mostAnswerTokens longest answer, in tokens, that a request may ask for to be probed
public record Agreement(
        boolean enabled,
        int interval,
        double growth,
        int probes,
        int probeTokens,
        int mostAnswerTokens) {

    private static final int LEAST_INTERVAL = 32;
    private static final double LEAST_GROWTH = 1.2;

    public Agreement {
        // Each probe costs a prefill, and so few and ever fewer bound the calls of one try.
        if (interval < LEAST_INTERVAL || !(growth >= LEAST_GROWTH)) {
            throw new IllegalArgumentException(
                    "agreement needs an interval of at least 32 tokens and a growth of at least 1.2: "
                            + interval
                            + ", "
                            + growth);
        }
        if (probes < 2 || probeTokens < 1 || mostAnswerTokens < 1) {
            throw new IllegalArgumentException(
                    "agreement needs at least 2 probes, 1 token a probe and 1 token an answer: "
                            + probes
                            + ", "
                            + probeTokens
                            + ", "
                            + mostAnswerTokens);
        }
    }

    /// The interval after so many probes, in tokens.
    long interval(int probed) {
        return (long) Math.min(Integer.MAX_VALUE, interval * Math.pow(growth, probed));
    }
}
