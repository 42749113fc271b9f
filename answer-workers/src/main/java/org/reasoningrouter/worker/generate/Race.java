package org.reasoningrouter.worker.generate;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.worker.govern.Tried;
import org.reasoningrouter.worker.invoke.Ask;
import org.reasoningrouter.worker.invoke.Failure;
import org.reasoningrouter.worker.invoke.Generation.Failed;
import org.reasoningrouter.worker.invoke.LlmCall.Purpose;

/// One try, and a second one beside it when its first token does not come. Whichever brings a token
/// first goes on; the other is interrupted, which closes its stream. It belongs to the slot's
/// thread, and each try to a thread of its own, which tells the slot's by events.
final class Race {

    /// How a race ended.
    ///
    /// @param tried the try that went on, or the first when neither did, with the calls of both
    /// @param failed the backends that failed in it
    record Finish(Tried tried, List<Backend> failed) {

        static Finish of(OneTry oneTry, Tried tried) {
            return new Finish(tried, hasFailed(tried) ? List.of(oneTry.backend()) : List.of());
        }

        static boolean hasFailed(Tried tried) {
            return tried.end() instanceof Failed failed && failed.failure() != Failure.CANCELLED;
        }
    }

    private sealed interface Event {}

    private record Came(Runner runner) implements Event {}

    private record Ended(Runner runner) implements Event {}

    private static final int RUNNERS = 2;
    private static final Duration ALWAYS = Duration.ofDays(1);

    private final Ask ask;
    private final Instant until;
    private final InstantSource clock;
    private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(2 * RUNNERS);
    private final List<Runner> runners = new ArrayList<>();
    private @Nullable Runner ahead;
    private int running;
    private boolean interrupted;

    Race(Ask ask, Instant until, InstantSource clock) {
        this.ask = ask;
        this.until = until;
        this.clock = clock;
    }

    /// Runs the first try, and after `delay` without a token the second, if there is one to be had.
    Finish run(OneTry first, Duration delay, Supplier<Optional<OneTry>> second) {
        start(first);
        var event = next(delay);
        event.ifPresent(this::take);
        if (event.isEmpty() && !interrupted) {
            second.get().ifPresent(this::start);
        }
        while (running > 0) {
            next(ALWAYS).ifPresent(this::take);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return finish();
    }

    /// Whether a second try was made.
    boolean isHedged() {
        return runners.size() == RUNNERS;
    }

    /// Whether it went on instead of the first.
    boolean isWonBySecond() {
        return isHedged() && runners.getLast() == ahead;
    }

    private void start(OneTry oneTry) {
        var runner = new Runner(oneTry);
        runners.add(runner);
        running++;
        runner.thread.start();
    }

    private Optional<Event> next(Duration most) {
        try {
            return Optional.ofNullable(events.poll(most.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException _) {
            interrupted = true;
            runners.forEach(runner -> runner.thread.interrupt());
            return Optional.empty();
        }
    }

    private void take(Event event) {
        switch (event) {
            case Came(var runner) -> leads(runner);
            case Ended(var runner) -> {
                running--;
                if (!(runner.tried().end() instanceof Failed)) {
                    leads(runner);
                }
            }
        }
    }

    private void leads(Runner runner) {
        if (ahead == null) {
            ahead = runner;
            runners.stream()
                    .filter(other -> other != runner)
                    .forEach(other -> other.thread.interrupt());
        }
    }

    private Finish finish() {
        var kept = (ahead == null ? runners.getFirst() : ahead).tried();
        var attempts = new ArrayList<>(runners.getFirst().tried().attempts());
        runners.stream().skip(1).forEach(runner -> attempts.addAll(hedging(runner.tried())));
        var failed =
                runners.stream()
                        .filter(runner -> Finish.hasFailed(runner.tried()))
                        .map(runner -> runner.oneTry.backend())
                        .toList();
        return new Finish(
                new Tried(kept.end(), attempts, kept.thinkingEnd(), kept.extensions()), failed);
    }

    private static List<Attempt> hedging(Tried tried) {
        return tried.attempts().stream()
                .map(it -> Attempt.newBuilder(it).setPurpose(Purpose.HEDGE.word()).build())
                .toList();
    }

    /// A try under way.
    private final class Runner {

        private final OneTry oneTry;
        private final FutureTask<Tried> task;
        private final Thread thread;

        Runner(OneTry oneTry) {
            this.oneTry = oneTry;
            task =
                    new FutureTask<>(() ->
                            oneTry.respond(ask, until, clock, () -> events.add(new Came(this))));
            thread =
                    Thread.ofVirtual()
                            .name("hedged-" + oneTry.backend().name())
                            .unstarted(this::go);
        }

        private void go() {
            task.run();
            events.add(new Ended(this));
        }

        /// How it ended; only once it has.
        Tried tried() {
            if (task.state() == Future.State.FAILED) {
                throw new IllegalStateException("a try broke", task.exceptionNow());
            }
            return task.resultNow();
        }
    }
}
