package org.reasoningrouter.bench.scale;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.reasoningrouter.bench.BenchRound;
import org.reasoningrouter.bench.CommittedConsumer;
import org.reasoningrouter.bench.Moment;
import org.reasoningrouter.bench.PromptFeed;
import org.reasoningrouter.local.LocalSettings;
import org.reasoningrouter.local.LocalSettings.Remote;
import org.reasoningrouter.local.LocalSettings.Simulated;
import org.reasoningrouter.local.LocalStack;
import org.reasoningrouter.simulator.LlmSimulator;
import org.reasoningrouter.simulator.SimulatorSettings;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Result;

/// How long after an outage of the model server as many prompts are pending again as before it,
/// while prompts come at the same rate throughout.
///
/// @param perSecond prompts that are sent before, during and after it
/// @param before how long the baseline is looked at
record Outage(List<Prompt> prompts, int perSecond, Duration before, Duration length) {

    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration MEAN_OF = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    Outage {
        prompts = List.copyOf(prompts);
    }

    /// What it came to.
    ///
    /// @param figures for the report
    record Measured(Map<String, Object> figures, BenchRound round) {}

    /// Everything that was sent has ended when this returns.
    ///
    /// @throws IllegalStateException of one line when the baseline or an end is not reached
    Measured measure() throws IOException {
        var server = server(0);
        var port = URI.create(server.url()).getPort();
        try (var stack = LocalStack.start(settings(server));
                var feed = new PromptFeed(stack.target(), prompts);
                var results = results(stack)) {
            var begun = Moment.now(0);
            var watch = new Watch(feed, results, perSecond, System.nanoTime());
            // Warms up.
            watch.over(before.multipliedBy(2));
            var baseline = watch.over(before).mean();
            server.close();
            watch.over(length);
            var atReturn = watch.pending();
            try (var _ = server(port)) {
                var took = watch.until(baseline);
                watch.drain();
                var round = Moment.now(feed.sent()).since(begun);
                return new Measured(figures(baseline, atReturn, took), round);
            }
        } finally {
            server.close();
        }
    }

    private Map<String, Object> figures(double baseline, long atReturn, Duration took) {
        var figures = new LinkedHashMap<String, Object>();
        figures.put("promptsASecond", perSecond);
        figures.put("outageSeconds", length.toSeconds());
        figures.put("pendingBefore", Math.round(10 * baseline) / 10.0);
        figures.put("pendingWhenItWasBack", atReturn);
        figures.put("secondsToBaseline", took.toMillis() / 1000.0);
        return figures;
    }

    /// Sends what is due, counts what has ended, and looks at the difference.
    private static final class Watch {

        private final PromptFeed feed;
        private final CommittedConsumer<Result> results;
        private final int perSecond;
        private final long started;
        private long ended;

        Watch(PromptFeed feed, CommittedConsumer<Result> results, int perSecond, long started) {
            this.feed = feed;
            this.results = results;
            this.perSecond = perSecond;
            this.started = started;
        }

        long pending() {
            return feed.sent() - ended;
        }

        private long look() {
            var elapsed = Duration.ofNanos(System.nanoTime() - started);
            feed.sendUpTo(Math.toIntExact(elapsed.toMillis() * perSecond / 1000));
            ended += results.poll();
            return pending();
        }

        // The mean is of time, not of looks: a poll that brings something returns early.
        private void pause(long from) {
            LockSupport.parkNanos(from + LOOK.toNanos() - System.nanoTime());
        }

        Backlog over(Duration time) {
            var backlog = new Backlog(Math.toIntExact(time.dividedBy(LOOK)) + 1);
            var until = System.nanoTime() + time.toNanos();
            while (System.nanoTime() < until) {
                var from = System.nanoTime();
                backlog.saw(look());
                pause(from);
            }
            return backlog;
        }

        Duration until(double baseline) {
            var backlog = new Backlog(Math.toIntExact(MEAN_OF.dividedBy(LOOK)));
            var from = System.nanoTime();
            do {
                var now = System.nanoTime();
                if (now - from > PATIENCE.toNanos()) {
                    throw new IllegalStateException(
                            "%d prompts are pending %d s after the outage, and %.1f were before it"
                                    .formatted(pending(), PATIENCE.toSeconds(), baseline));
                }
                backlog.saw(look());
                pause(now);
            } while (!backlog.isBackAt(baseline));
            return Duration.ofNanos(System.nanoTime() - from);
        }

        // Workers with a call in hand would wait for it when they are stopped.
        void drain() {
            var until = System.nanoTime() + PATIENCE.toNanos();
            while (pending() > 0) {
                if (System.nanoTime() > until) {
                    throw new IllegalStateException(
                            "%d of %d prompts have no result".formatted(pending(), feed.sent()));
                }
                ended += results.poll();
            }
        }
    }

    private static LlmSimulator server(int port) throws IOException {
        return LlmSimulator.start(
                port, SimulatorSettings.scaled(Simulated.TIME_SCALE).withoutCalls());
    }

    private static LocalSettings settings(LlmSimulator server) {
        return LocalSettings.defaults()
                .answeredBy(new Remote(server.url(), LlmSimulator.MODEL, Optional.empty()))
                .withWorker(Map.of("worker.llm.dialect", "vllm", "worker.llm.probe", "off"));
    }

    private static CommittedConsumer<Result> results(LocalStack stack) {
        return new CommittedConsumer<>(
                stack.target(),
                Result.class,
                List.of(stack.topics().results()),
                Result::getDecision);
    }
}
