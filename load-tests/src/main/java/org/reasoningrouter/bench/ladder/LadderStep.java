package org.reasoningrouter.bench.ladder;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.reasoningrouter.bench.BenchFigures;
import org.reasoningrouter.bench.BenchRound;
import org.reasoningrouter.bench.RequestPath;

/// One step of the ladder: a load, and what it came to.
///
/// @param round the whole step, warm-up included
/// @param precedence whether sender and reader had it
record LadderStep(Latencies latencies, Lateness lateness, BenchRound round, boolean precedence) {

    private static final Duration LEAD = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /// Sends as the schedule says and waits for every request, on threads of its own.
    ///
    /// @throws IllegalStateException of one line when nothing comes any more
    static LadderStep run(RequestPath path, SendSchedule schedule, Duration warmUp) {
        var reader = new FutureTask<>(() -> measure(path, schedule, warmUp));
        Thread.ofPlatform().daemon().name("reader").start(reader);
        return end(reader);
    }

    private static LadderStep measure(RequestPath path, SendSchedule schedule, Duration warmUp)
            throws IOException {
        var precedence = Precedence.take();
        var before = path.moment();
        var start = System.nanoTime() + LEAD.toNanos();
        var latencies = new Latencies(path.feed().sent(), start, schedule, warmUp);
        var sender =
                new FutureTask<>(
                        new OpenLoopSender(path.feed(), schedule, start, warmUp.toNanos()));
        Thread.ofPlatform().daemon().name("sender").start(sender);
        await(path, latencies);
        return new LadderStep(latencies, end(sender), path.moment().since(before), precedence);
    }

    private static void await(RequestPath path, Latencies latencies) {
        var giveUpAt = System.nanoTime() + PATIENCE.toNanos();
        while (!latencies.areComplete()) {
            if (path.requests().poll(latencies::arrived) > 0) {
                giveUpAt = System.nanoTime() + PATIENCE.toNanos();
            }
            if (System.nanoTime() > giveUpAt) {
                throw new IllegalStateException(
                        "no request came for %d s: the router's log in the newest router-bench- folder of the temporary ones says why"
                                .formatted(PATIENCE.toSeconds()));
            }
        }
    }

    private static <T> T end(FutureTask<T> task) {
        try {
            return task.get();
        } catch (ExecutionException e) {
            // Its one line says what is wrong, whichever thread it came from.
            throw e.getCause() instanceof IllegalStateException cause
                    ? cause
                    : new IllegalStateException("a step failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in a step", e);
        }
    }

    /// One line of its latencies, as they are.
    String summary() {
        return "p50 %s ms, p99 %s ms, the sender %s ms late at p99"
                .formatted(
                        BenchFigures.shown(latencies.millis(50)),
                        BenchFigures.shown(latencies.millis(99)),
                        BenchFigures.rounded(lateness.p99Millis()));
    }

    /// What came out in a second while the schedule sent.
    double perSecond() {
        return latencies.perSecond();
    }

    /// What is above the model's own time: a percentile of the latencies less the mean time in
    /// which a prompt was tokenised and its batch was scored. What model calls took beyond their
    /// mean counts as added.
    double addedMillis(double percentile) {
        return latencies.millis(percentile) - round.work().serviceMillis();
    }
}
