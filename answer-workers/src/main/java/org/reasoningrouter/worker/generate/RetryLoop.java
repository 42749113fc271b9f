package org.reasoningrouter.worker.generate;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.generate.Asked.Answered;
import org.reasoningrouter.worker.generate.Asked.OutOfTime;
import org.reasoningrouter.worker.generate.Asked.Stopped;
import org.reasoningrouter.worker.generate.Asked.Unanswered;
import org.reasoningrouter.worker.generate.RetryPolicy.Calls;
import org.reasoningrouter.worker.govern.Responder;
import org.reasoningrouter.worker.govern.Tried;
import org.reasoningrouter.worker.invoke.Ask;
import org.reasoningrouter.worker.invoke.Generation.Cut;
import org.reasoningrouter.worker.invoke.Generation.Failed;
import org.reasoningrouter.worker.invoke.Generation.Generated;
import org.reasoningrouter.worker.invoke.ModelServer.FirstToken;
import org.reasoningrouter.worker.publish.WorkerMeters;

/// The one retry loop of the system. Slots share it; each ask belongs to its slot's thread.
///
/// Nothing below it asks twice, so that attempts are bounded in one place. While the breaker is
/// open an ask waits for it: its record is held anyway, and the wait costs no attempt.
public final class RetryLoop {

    private final Responder responder;
    private final RetryPolicy policy;
    private final Breaker breaker;
    private final boolean fallbackToFast;
    private final Means means;

    /// What the loop takes from outside, so that tests decide it.
    ///
    /// @param random 0 to 1, uniform
    public record Means(
            InstantSource clock, Pause pause, DoubleSupplier random, WorkerMeters meters) {}

    /// The loop over one server, behind `responder`.
    ///
    /// @param fallbackToFast whether a thinking ask whose calls failed is made once more without
    ///   thinking
    public RetryLoop(
            Responder responder,
            RetryPolicy policy,
            Breaker breaker,
            boolean fallbackToFast,
            Means means) {
        this.responder = responder;
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
            var tried = attempt(ask, route, until, attempts);
            switch (tried.end()) {
                case Generated generated -> {
                    return answered(tried, generated, attempts, false);
                }
                case Cut _ -> throw new IllegalStateException("a try cannot end in a thought");
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

    private Tried attempt(Ask ask, Route route, Instant until, List<Attempt> attempts) {
        var tried = responder.respond(ask, route, until, FirstToken.UNHEARD);
        breaker.report(tried.end(), means.clock().instant());
        attempts.addAll(tried.attempts());
        tried.attempts().forEach(means.meters()::called);
        return tried;
    }

    private static Answered answered(
            Tried tried, Generated generated, List<Attempt> attempts, boolean degraded) {
        return new Answered(generated, attempts, degraded, tried.thinkingEnd(), tried.extensions());
    }

    private Asked lastResort(
            Ask ask, Route route, Instant until, Failed failed, List<Attempt> attempts) {
        if (route == Route.THINKING && fallbackToFast && mayDoBetterFast(failed)) {
            if (!awaitBreaker(until)) {
                return timeOrStop(until, attempts);
            }
            var tried = attempt(ask, Route.FAST, until, attempts);
            return switch (tried.end()) {
                case Generated generated -> answered(tried, generated, attempts, true);
                case Cut _ -> throw new IllegalStateException("a try cannot end in a thought");
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
