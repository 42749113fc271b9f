package org.reasoningrouter.worker.generate;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/// The latest times to a first token, for a quantile of them.
final class FirstTokenTimes {

    private static final int KEPT = 200;
    private static final int ENOUGH = 20;
    private static final double QUANTILE = 0.95;

    private final long[] nanos = new long[KEPT];
    private long count;

    void add(Duration time) {
        nanos[(int) (count++ % KEPT)] = time.toNanos();
    }

    /// The time that 95 of 100 are within; empty while too few are known to say.
    Optional<Duration> p95() {
        if (count < ENOUGH) {
            return Optional.empty();
        }
        var sorted = Arrays.copyOf(nanos, (int) Math.min(count, KEPT));
        Arrays.sort(sorted);
        var rank = (int) Math.ceil(QUANTILE * sorted.length);
        return Optional.of(Duration.ofNanos(sorted[rank - 1]));
    }
}
