package org.reasoningrouter.router.batch;

import java.util.Arrays;

/// What a call of the model costs beside its tokens, as measured: where the line through the times
/// of the newest calls over their tokens, padding included, begins. It is the line of Theil and
/// Sen, of the median slope between two calls, as a call that waited for a core is far off any.
///
/// So many tokens of padding are worth a call saved. An encoder on a CPU has few, as each token
/// takes long; a small model or a GPU has many. What a prompt costs whatever its length, as by the
/// trees of the default model, counts as the call's where calls have about as many prompts.
///
/// Threads share it; its lock guards the calls.
public final class CallCost {

    /// What the router itself takes to form a batch, hand it over and end its tickets.
    static final double HAND_OVER_NANOS = 100_000;

    private static final int NEWEST = 64;
    private static final int CALLS_A_LINE = 16;

    // Two calls nearer in size tell noise and no slope; with fewer such pairs than that share of
    // all, no line is drawn.
    private static final double LEAST_RATIO = 1.25;
    private static final double LEAST_SHARE = 1.0 / 8;

    private final long[] tokens = new long[NEWEST];
    private final long[] nanos = new long[NEWEST];
    private int known;
    private int next;
    private double inTokens = Double.POSITIVE_INFINITY;

    /// A call has been made.
    ///
    /// @param tokens padding included
    public synchronized void took(long tokens, long nanos) {
        this.tokens[next] = tokens;
        this.nanos[next] = nanos;
        next = (next + 1) % NEWEST;
        known = Math.max(known, next == 0 ? NEWEST : next);
        if (next % CALLS_A_LINE == 0) {
            drawLine();
        }
    }

    private void drawLine() {
        var slopes = slopes();
        if (slopes.length < LEAST_SHARE * known * (known - 1) / 2) {
            return;
        }
        var nanosOfAToken = median(slopes);
        var beside = new double[known];
        Arrays.setAll(beside, call -> nanos[call] - nanosOfAToken * tokens[call]);
        inTokens =
                nanosOfAToken > 0
                        ? (Math.max(0, median(beside)) + HAND_OVER_NANOS) / nanosOfAToken
                        : Double.POSITIVE_INFINITY;
    }

    private double[] slopes() {
        var slopes = new double[known * (known - 1) / 2];
        var pairs = 0;
        for (var one = 1; one < known; one++) {
            for (var other = 0; other < one; other++) {
                if (differ(tokens[one], tokens[other])) {
                    slopes[pairs++] =
                            (double) (nanos[one] - nanos[other]) / (tokens[one] - tokens[other]);
                }
            }
        }
        return Arrays.copyOf(slopes, pairs);
    }

    private static boolean differ(long one, long other) {
        return Math.max(one, other) > LEAST_RATIO * Math.min(one, other);
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        var middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    /// How many tokens take as long as a call does beside its own: as it was known last, where
    /// calls have been of one size since; infinite while it is not known, or where more tokens take
    /// no longer.
    public synchronized double inTokens() {
        return inTokens;
    }
}
