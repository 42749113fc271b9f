package org.reasoningrouter.bench.ladder;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/// How late the sender itself was. A latency counts from the instant at which its prompt was due,
/// so it holds this too, and a sender that cannot keep its schedule measures itself.
final class Lateness {

    /// The most that one send in a hundred may be late.
    static final long MOST_MS = 10;

    private static final double ENOUGH = 99;
    private static final double MICROS = 1e3;

    private final Histogram micros = new Histogram(TimeUnit.MINUTES.toMicros(10), 3);

    /// Takes down one send.
    void sent(long dueNanos, long nanos) {
        micros.recordValue(Math.max(0, TimeUnit.NANOSECONDS.toMicros(nanos - dueNanos)));
    }

    double p99Millis() {
        return micros.getValueAtPercentile(ENOUGH) / MICROS;
    }

    double mostMillis() {
        return micros.getMaxValue() / MICROS;
    }

    /// Whether the step counts.
    boolean keptSchedule() {
        return p99Millis() <= MOST_MS;
    }
}
