package org.reasoningrouter.bench.ladder;

import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/// The latencies of a step, each from the instant at which its prompt was due to the poll that
/// brought its request.
final class Latencies {

    private static final double MICROS = 1e3;

    /// What must lie above a quantile for it to be more than the luck of one draw.
    private static final int FEWEST_ABOVE = 10;

    private final int first;
    private final long startNanos;
    private final SendSchedule schedule;
    private final long warmUpNanos;
    private final BitSet seen = new BitSet();
    private final Histogram micros = new Histogram(TimeUnit.MINUTES.toMicros(10), 3);
    private long behind;

    /// @param first the id of the step's first prompt; the others follow
    /// @param warmUp prompts that are due before its end are not counted
    Latencies(int first, long startNanos, SendSchedule schedule, Duration warmUp) {
        this.first = first;
        this.startNanos = startNanos;
        this.schedule = schedule;
        this.warmUpNanos = warmUp.toNanos();
    }

    /// Takes down one request; what belongs to no prompt of this step, or came before, is none.
    void arrived(int id, long nanos) {
        var prompt = id - first;
        if (prompt < 0 || prompt >= schedule.prompts() || seen.get(prompt)) {
            return;
        }
        seen.set(prompt);
        if (nanos - startNanos > schedule.length().toNanos()) {
            behind++;
        }
        if (schedule.dueNanos(prompt) >= warmUpNanos) {
            var waited = nanos - startNanos - schedule.dueNanos(prompt);
            micros.recordValue(Math.max(0, TimeUnit.NANOSECONDS.toMicros(waited)));
        }
    }

    boolean areComplete() {
        return seen.cardinality() == schedule.prompts();
    }

    /// Prompts that are counted.
    long counted() {
        return micros.getTotalCount();
    }

    /// Prompts that had no request yet when the schedule ended: many, and growing with the step,
    /// where the load is more than the router can bear.
    long behind() {
        return behind;
    }

    /// Requests that came in a second of the schedule.
    double perSecond() {
        return (schedule.prompts() - behind) * 1e9 / schedule.length().toNanos();
    }

    /// No number where too few prompts lie above it.
    double millis(double percentile) {
        var above = counted() * (1 - percentile / 100);
        return above < FEWEST_ABOVE ? Double.NaN : micros.getValueAtPercentile(percentile) / MICROS;
    }
}
