package org.reasoningrouter.worker.generate;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.DoubleSupplier;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.generate.Asked.Answered;
import org.reasoningrouter.worker.generate.Asked.OutOfTime;
import org.reasoningrouter.worker.generate.Asked.Stopped;
import org.reasoningrouter.worker.generate.Asked.Unanswered;
import org.reasoningrouter.worker.generate.Generation.Failed;
import org.reasoningrouter.worker.generate.Generation.Generated;
import org.reasoningrouter.worker.generate.RetryPolicy.Calls;
import org.reasoningrouter.worker.publish.WorkerMeters;

/// The one retry loop of the system. Slots share it; each ask belongs to its slot's thread.
///
/// Nothing below it asks twice, so that attempts are bounded in one place. While the breaker is
/// open an ask waits for it: its record is held anyway, and the wait costs no attempt.
public final class RetryLoop {

    private final ModelServer server;
    private final RetryPolicy policy;
    private final Breaker breaker;
    private final boolean fallbackToFast;
    private final Means means;

    /// What the loop takes from outside, so that tests decide it.
    ///
    /// @param random 0 to 1, uniform
    public record Means(
            InstantSource clock, Pause pause, DoubleSupplier random, WorkerMeters meters) {}

    /// The loop over one server.
    ///
    /// @param fallbackToFast whether a thinking ask whose calls failed is made once more without
    ///   thinking
    public RetryLoop(
            ModelServer server,
            RetryPolicy policy,
            Breaker breaker,
            boolean fallbackToFast,
            Means means) {
        this.server = server;
        this.policy = policy;
        this.breaker = breaker;
        this.fallbackToFast = fallbackToFast;
        this.means = means;
    }

    /// Asks until there is an answer, no call is left, or `until` has come.
    public Asked ask(Ask ask, Route route, Instant until) {
        var attempts = new ArrayList<Attempt>();
        var calls = new Calls(0, 0);
        while (true) {
            if (!awaitBreaker(until)) {
                return timeOrStop(until, attempts);
            }
            switch (call(ask, route, until, attempts)) {
                case Generated generated -> {
                    return new Answered(generated, attempts, false);
                }
                case Failed failed -> {
                    calls = calls.plus(failed);
                    var left = Duration.between(means.clock().instant(), until);
                    var pause = policy.pause(calls, failed, left, means.random().getAsDouble());
                    if (pause.isEmpty()) {
                        return lastResort(ask, route, until, failed, attempts);
                    }
                    if (pause.get().compareTo(left) >= 0) {
                        return new OutOfTime(attempts);
                    }
                    if (!means.pause().pause(pause.get())) {
                        return new Stopped(attempts);
                    }
                }
            }
        }
    }

    private Generation call(Ask ask, Route route, Instant until, List<Attempt> attempts) {
        var generation =
                server.generate(new LlmCall(UUID.randomUUID().toString(), route, ask), until);
        breaker.report(generation, means.clock().instant());
        attempts.add(generation.attempt());
        means.meters().called(generation.attempt());
        return generation;
    }

    private Asked lastResort(
            Ask ask, Route route, Instant until, Failed failed, List<Attempt> attempts) {
        if (route == Route.THINKING && fallbackToFast && mayDoBetterFast(failed)) {
            if (!awaitBreaker(until)) {
                return timeOrStop(until, attempts);
            }
            return switch (call(ask, Route.FAST, until, attempts)) {
                case Generated generated -> new Answered(generated, attempts, true);
                case Failed again -> unanswered(again, attempts);
            };
        }
        return unanswered(failed, attempts);
    }

    private static boolean mayDoBetterFast(Failed failed) {
        return switch (failed.failure()) {
            case REFUSED, CANCELLED, DEADLINE -> false;
            case OVERLOADED,
                    UNCONNECTED,
                    BROKEN,
                    FIRST_TOKEN_TIMEOUT,
                    IDLE_TIMEOUT,
                    TOTAL_TIMEOUT,
                    MALFORMED,
                    TOO_LARGE,
                    EMPTY ->
                    true;
        };
    }

    private static Asked unanswered(Failed failed, List<Attempt> attempts) {
        return switch (failed.failure()) {
            case CANCELLED -> new Stopped(attempts);
            case DEADLINE -> new OutOfTime(attempts);
            case REFUSED, TOTAL_TIMEOUT, TOO_LARGE, EMPTY, MALFORMED ->
                    new Unanswered(failed.failure().word(), attempts);
            case OVERLOADED, UNCONNECTED, BROKEN, FIRST_TOKEN_TIMEOUT, IDLE_TIMEOUT ->
                    new Unanswered("no_attempt_left", attempts);
        };
    }

    private boolean awaitBreaker(Instant until) {
        while (true) {
            var now = means.clock().instant();
            if (!now.isBefore(until)) {
                return false;
            }
            var wait = breaker.admit(now);
            if (wait.isZero()) {
                return true;
            }
            var left = Duration.between(now, until);
            if (!means.pause().pause(wait.compareTo(left) < 0 ? wait : left)) {
                return false;
            }
        }
    }

    private Asked timeOrStop(Instant until, List<Attempt> attempts) {
        return means.clock().instant().isBefore(until)
                ? new Stopped(attempts)
                : new OutOfTime(attempts);
    }
}
