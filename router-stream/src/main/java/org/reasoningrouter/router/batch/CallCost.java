package org.reasoningrouter.router.batch;

/// What a call of the model costs beside its tokens, as measured: the line through the times of the
/// newest few dozen calls over their tokens, padding included, by least squares.
///
/// So many tokens of padding are worth a call saved. An encoder on a CPU has few, as each token
/// takes long; a small model or a GPU has many.
///
/// Threads share it; its lock guards the sums.
public final class CallCost {

    /// What the router itself takes to form a batch, hand it over and end its tickets.
    static final double HAND_OVER_NANOS = 100_000;

    // Each call counts so much less than the next.
    private static final double DECAY = 0.98;

    // Where sizes differ by less of their mean, the line has no slope to speak of.
    private static final double LEAST_SPREAD = 0.1;

    private double calls;
    private double meanTokens;
    private double meanNanos;
    private double tokensSquared;
    private double tokensByNanos;
    private double inTokens = Double.POSITIVE_INFINITY;

    /// A call has been made.
    ///
    /// @param tokens padding included
    public synchronized void took(long tokens, long nanos) {
        calls = DECAY * calls + 1;
        var toTokens = tokens - meanTokens;
        meanTokens += toTokens / calls;
        meanNanos += (nanos - meanNanos) / calls;
        tokensSquared = DECAY * tokensSquared + toTokens * (tokens - meanTokens);
        tokensByNanos = DECAY * tokensByNanos + toTokens * (nanos - meanNanos);
        var spread = LEAST_SPREAD * meanTokens;
        if (tokensSquared >= spread * spread * calls) {
            inTokens = tokensByNanos > 0 ? measured() : Double.POSITIVE_INFINITY;
        }
    }

    private double measured() {
        var nanosOfAToken = tokensByNanos / tokensSquared;
        var nanosBeside = Math.max(0, meanNanos - nanosOfAToken * meanTokens);
        return (nanosBeside + HAND_OVER_NANOS) / nanosOfAToken;
    }

    /// How many tokens take as long as a call does beside its own: as it was known last, where
    /// calls have been of one size since; infinite while it is not known, or where more tokens take
    /// no longer.
    public synchronized double inTokens() {
        return inTokens;
    }
}
