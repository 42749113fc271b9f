package org.reasoningrouter.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.replay.input.ArrivalTrace;

/// When the prompts of a run are due, counted from its start. Asked once for each prompt, in their
/// order.
interface ArrivalSchedule extends AutoCloseable {

    double NANOS = 1e9;

    /// When the next prompt is due.
    ///
    /// @param submittedAt when it was asked in the past, where the input says so
    Duration next(Optional<Instant> submittedAt) throws IOException;

    @Override
    default void close() throws IOException {}

    /// As fast as results come back.
    static ArrivalSchedule asFastAsPossible() {
        return _ -> Duration.ZERO;
    }

    /// One after the other, evenly.
    ///
    /// @param perSecond above 0
    static ArrivalSchedule constant(double perSecond) {
        var count = new long[1];
        return _ -> seconds(count[0]++ / perSecond);
    }

    /// At random, as if many people who do not know each other were asking. The same seed draws the
    /// same times.
    ///
    /// @param perSecond above 0, on average
    static ArrivalSchedule poisson(double perSecond, long seed) {
        var random = new SplittableRandom(seed);
        var at = new double[1];
        return _ -> {
            at[0] -= Math.log(1 - random.nextDouble()) / perSecond;
            return seconds(at[0]);
        };
    }

    /// As the input's own times say, so many times as fast. A prompt without a time, or with one
    /// before the one before it, follows at once.
    static ArrivalSchedule recorded(double speed) {
        return new Recorded(speed);
    }

    /// As the times of another file say, over and over, so many times as fast.
    static ArrivalSchedule trace(Path file, double speed) throws IOException {
        var trace = ArrivalTrace.open(file);
        return new ArrivalSchedule() {
            @Override
            public Duration next(Optional<Instant> submittedAt) throws IOException {
                return seconds(trace.next().toNanos() / NANOS / speed);
            }

            @Override
            public void close() throws IOException {
                trace.close();
            }
        };
    }

    private static Duration seconds(double seconds) {
        return Duration.ofNanos(Math.round(seconds * NANOS));
    }

    /// Distances from the first time that is known.
    final class Recorded implements ArrivalSchedule {

        private final double speed;
        private @Nullable Instant first;
        private Duration latest = Duration.ZERO;

        private Recorded(double speed) {
            this.speed = speed;
        }

        @Override
        public Duration next(Optional<Instant> submittedAt) {
            submittedAt.ifPresent(this::advance);
            return latest;
        }

        private void advance(Instant at) {
            first = first == null ? at : first;
            var due = seconds(Duration.between(first, at).toNanos() / NANOS / speed);
            latest = due.compareTo(latest) > 0 ? due : latest;
        }
    }
}
