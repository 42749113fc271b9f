package org.reasoningrouter.bench.ladder;

import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;

/// When each prompt of a step is to be sent: fixed before the first is sent.
final class SendSchedule {

    private final long[] dueNanos;
    private final Duration length;

    /// How sends are spread.
    enum Spread {
        /// All gaps alike.
        CONSTANT,
        /// Gaps as of many clients that know nothing of each other.
        POISSON
    }

    private SendSchedule(long[] dueNanos, Duration length) {
        this.dueNanos = dueNanos;
        this.length = length;
    }

    /// @param seed of the gaps, where they are drawn
    static SendSchedule of(Spread spread, double perSecond, Duration length, long seed) {
        if (!(perSecond > 0) || Double.isInfinite(perSecond)) {
            throw new IllegalArgumentException("a rate must be above 0: " + perSecond);
        }
        var gap = Duration.ofSeconds(1).toNanos() / perSecond;
        return switch (spread) {
            case CONSTANT -> constant(gap, length);
            case POISSON -> poisson(gap, length, new Random(seed));
        };
    }

    private static SendSchedule constant(double gap, Duration length) {
        var count = (long) Math.ceil(length.toNanos() / gap);
        var due = LongStream.range(0, count).map(i -> (long) (i * gap)).toArray();
        return new SendSchedule(due, length);
    }

    // Gaps of a Poisson process are exponential: -ln(1 - u) times their mean.
    private static SendSchedule poisson(double gap, Duration length, Random random) {
        var due = LongStream.builder();
        var at = 0.0;
        while (at < length.toNanos()) {
            due.add((long) at);
            at -= gap * Math.log1p(-random.nextDouble());
        }
        return new SendSchedule(due.build().toArray(), length);
    }

    int prompts() {
        return dueNanos.length;
    }

    /// After the start of the step.
    long dueNanos(int prompt) {
        return dueNanos[prompt];
    }

    Duration length() {
        return length;
    }
}
