package org.reasoningrouter.worker.generate;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.generate.Asked.Answered;
import org.reasoningrouter.worker.generate.Asked.OutOfTime;
import org.reasoningrouter.worker.generate.Asked.Stopped;
import org.reasoningrouter.worker.generate.Asked.Unanswered;
import org.reasoningrouter.worker.generate.Backends.Choice.Admitted;
import org.reasoningrouter.worker.generate.Backends.Choice.Wait;
import org.reasoningrouter.worker.generate.Race.Finish;
import org.reasoningrouter.worker.generate.RetryPolicy.Calls;
import org.reasoningrouter.worker.govern.Tried;
import org.reasoningrouter.worker.invoke.Ask;
import org.reasoningrouter.worker.invoke.Failure;
import org.reasoningrouter.worker.invoke.Generation.Cut;
import org.reasoningrouter.worker.invoke.Generation.Failed;
import org.reasoningrouter.worker.invoke.Generation.Generated;
import org.reasoningrouter.worker.invoke.ModelServer.FirstToken;
import org.reasoningrouter.worker.publish.WorkerMeters;

/// The one retry loop of the system. Slots share it; each ask belongs to its slot's thread.
///
/// Nothing below it asks twice, so that attempts are bounded in one place. While no server can be
/// asked, an ask waits: its record is held anyway, and the wait costs no attempt. After a failure
/// the next try goes to another server at once, and only where there is none after a pause. A
/// stream that breaks is asked for again from its beginning: no server can go on from its middle.
public final class RetryLoop {

    private final Backends backends;
    private final RetryPolicy policy;
    private final Hedges hedges;
    private final boolean fallbackToFast;
    private final Means means;

    /// What the loop takes from outside, so that tests decide it.
    ///
    /// @param random 0 to 1, uniform
    public record Means(
            InstantSource clock, Pause pause, DoubleSupplier random, WorkerMeters meters) {}

    /// The loop over these servers.
    ///
    /// @param fallbackToFast whether a thinking ask whose calls failed is made once more without
    ///   thinking
    public RetryLoop(
            Backends backends,
            RetryPolicy policy,
            Hedges hedges,
            boolean fallbackToFast,
            Means means) {
        this.backends = backends;
        this.policy = policy;
        this.hedges = hedges;
        this.fallbackToFast = fallbackToFast;
        this.means = means;
    }

    /// Asks until there is an answer, no call is left, or `until` has come.
    public Asked ask(Ask ask, Route route, Instant until) {
        return new Asking(ask, route, until).asked();
    }

    /// One ask on its way.
    private final class Asking {

        private final Ask ask;
        private final Route route;
        private final Instant until;
        private final Instant patientUntil;
        private final List<Attempt> attempts = new ArrayList<>();
        private final List<Backend> failed = new ArrayList<>();
        private boolean hurries;

        Asking(Ask ask, Route route, Instant until) {
            this.ask = ask;
            this.route = route;
            this.until = until;
            var now = now();
            patientUntil = now.plus(Duration.between(now, until).dividedBy(2));
        }

        Asked asked() {
            var calls = new Calls(0, 0);
            while (true) {
                var admitted = admit(route);
                if (admitted.isEmpty()) {
                    return hurries ? fast() : timeOrStop();
                }
                var tried = attempt(admitted.get(), route);
                switch (tried.end()) {
                    case Generated generated -> {
                        return answered(tried, generated, false);
                    }
                    case Cut _ -> throw endedInAThought();
                    case Failed end -> {
                        calls = calls.plus(end);
                        var over = restOrEnd(calls, end);
                        if (over.isPresent()) {
                            return over.get();
                        }
                    }
                }
            }
        }

        // Rests before the next try; what it gives is the end, if there is no next.
        private Optional<Asked> restOrEnd(Calls calls, Failed end) {
            var left = Duration.between(now(), until);
            var pause = policy.pause(calls, end, left, means.random().getAsDouble());
            if (pause.isEmpty() || isDeniedEverywhere(end)) {
                return Optional.of(fallsBack() && mayDoBetterFast(end) ? fast() : unanswered(end));
            }
            if (backends.isAnyButThese(failed, route, now())) {
                return Optional.empty();
            }
            if (pause.get().compareTo(left) >= 0) {
                return Optional.of(new OutOfTime(attempts));
            }
            return means.pause().pause(pause.get())
                    ? Optional.empty()
                    : Optional.of(new Stopped(attempts));
        }

        // Who denies one prompt denies the next.
        private boolean isDeniedEverywhere(Failed end) {
            return end.failure() == Failure.DENIED && backends.areAllOf(failed, route);
        }

        private Tried attempt(OneTry oneTry, Route by) {
            var finish = by == Route.FAST ? hedged(oneTry) : plain(oneTry);
            attempts.addAll(finish.tried().attempts());
            finish.tried().attempts().forEach(means.meters()::called);
            failed.removeAll(finish.failed());
            failed.addAll(finish.failed());
            return finish.tried();
        }

        private Finish plain(OneTry oneTry) {
            var tried = oneTry.respond(ask, until, means.clock(), FirstToken.UNHEARD);
            return Finish.of(oneTry, tried);
        }

        private Finish hedged(OneTry oneTry) {
            var delay = hedges.delay();
            var finish = delay.isEmpty() ? plain(oneTry) : race(oneTry, delay.get());
            hedges.ended(finish.tried().attempts());
            return finish;
        }

        private Finish race(OneTry oneTry, Duration delay) {
            var race = new Race(ask, until, means.clock());
            var finish = race.run(oneTry, delay, () -> second(oneTry.backend()));
            if (race.isHedged()) {
                means.meters().hedged(race.isWonBySecond());
            }
            return finish;
        }

        private Optional<OneTry> second(Backend first) {
            if (!hedges.spend()) {
                return Optional.empty();
            }
            return switch (backends.choose(Route.FAST, List.of(first), now())) {
                case Admitted(var oneTry) -> Optional.of(oneTry);
                case Wait _ -> {
                    hedges.spare();
                    yield Optional.empty();
                }
            };
        }

        private Asked fast() {
            var admitted = admit(Route.FAST);
            if (admitted.isEmpty()) {
                return timeOrStop();
            }
            var tried = attempt(admitted.get(), Route.FAST);
            return switch (tried.end()) {
                case Generated generated -> answered(tried, generated, true);
                case Cut _ -> throw endedInAThought();
                case Failed again -> unanswered(again);
            };
        }

        // Empty when time is up, the worker stops, or a thinking ask had better go fast.
        private Optional<OneTry> admit(Route by) {
            while (true) {
                var now = now();
                hurries = by == route && mayGoFast(now);
                if (hurries || !now.isBefore(until)) {
                    return Optional.empty();
                }
                switch (backends.choose(by, failed, now)) {
                    case Admitted(var oneTry) -> {
                        return Optional.of(oneTry);
                    }
                    case Wait(var wait) -> {
                        var left = Duration.between(now, until);
                        if (!means.pause().pause(shorter(wait, left))) {
                            return Optional.empty();
                        }
                    }
                }
            }
        }

        // Half of the time is gone, no server that thinks is there, and one that does not is.
        private boolean mayGoFast(Instant now) {
            return fallsBack()
                    && !now.isBefore(patientUntil)
                    && now.isBefore(until)
                    && !backends.isOpen(Route.THINKING, now)
                    && backends.isOpen(Route.FAST, now);
        }

        private boolean fallsBack() {
            return route == Route.THINKING && fallbackToFast;
        }

        private Answered answered(Tried tried, Generated generated, boolean degraded) {
            return new Answered(
                    generated, attempts, degraded, tried.thinkingEnd(), tried.extensions());
        }

        private Asked unanswered(Failed end) {
            return switch (end.failure()) {
                case CANCELLED -> new Stopped(attempts);
                case DEADLINE -> new OutOfTime(attempts);
                case REFUSED, DENIED, TOTAL_TIMEOUT, TOO_LARGE, EMPTY, MALFORMED ->
                        new Unanswered(end.failure().word(), attempts);
                case OVERLOADED, UNCONNECTED, BROKEN, FIRST_TOKEN_TIMEOUT, IDLE_TIMEOUT ->
                        new Unanswered("no_attempt_left", attempts);
            };
        }

        private Asked timeOrStop() {
            return now().isBefore(until) ? new Stopped(attempts) : new OutOfTime(attempts);
        }
    }

    private static boolean mayDoBetterFast(Failed failed) {
        return switch (failed.failure()) {
            case REFUSED, CANCELLED, DEADLINE -> false;
            case DENIED,
                    OVERLOADED,
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

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static IllegalStateException endedInAThought() {
        return new IllegalStateException("a try cannot end in a thought");
    }

    private Instant now() {
        return means.clock().instant();
    }
}
