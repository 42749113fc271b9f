package org.reasoningrouter.worker.generate;

import java.time.Duration;
import java.time.Instant;
import org.reasoningrouter.worker.invoke.Failure;
import org.reasoningrouter.worker.invoke.Generation;
import org.reasoningrouter.worker.invoke.Generation.Cut;
import org.reasoningrouter.worker.invoke.Generation.Failed;
import org.reasoningrouter.worker.invoke.Generation.Generated;

/// Keeps slots from a model server that is down. Slots share it; its methods are short and
/// synchronized, because its fields change together.
///
/// After so many failures in a row before a first token it opens: nobody calls for a while, then
/// one call is let through, and what becomes of it decides for all. A server that asks to be left
/// alone is left alone by every slot.
public final class Breaker {

    /// What callers are told, as a meter shows it: 0, 1, 2.
    public enum State {
        CLOSED(0),
        PROBING(1),
        OPEN(2);

        private final int level;

        State(int level) {
            this.level = level;
        }

        public int level() {
            return level;
        }
    }

    private static final Duration PROBE_CHECK = Duration.ofMillis(200);

    private final int failures;
    private final Duration pause;
    private int inARow;
    private boolean probing;
    private Instant until = Instant.MIN;

    /// A closed breaker.
    ///
    /// @param failures in a row that open it
    /// @param pause how long it stays open, and the longest that a server may ask for
    public Breaker(int failures, Duration pause) {
        if (failures < 1 || !pause.isPositive()) {
            throw new IllegalArgumentException(
                    "the breaker needs at least 1 failure and a positive pause: "
                            + failures
                            + ", "
                            + pause);
        }
        this.failures = failures;
        this.pause = pause;
    }

    /// How long a caller has to wait before it asks again; zero: it may call now, and must report
    /// how that ended.
    synchronized Duration admit(Instant now) {
        var wait = closedFor(now);
        if (wait.isZero() && inARow >= failures) {
            probing = true;
        }
        return wait;
    }

    /// How long nobody may call, without asking to.
    public synchronized Duration closedFor(Instant now) {
        if (now.isBefore(until)) {
            return Duration.between(now, until);
        }
        return probing ? PROBE_CHECK : Duration.ZERO;
    }

    public synchronized State state(Instant now) {
        if (now.isBefore(until)) {
            return State.OPEN;
        }
        return inARow >= failures ? State.PROBING : State.CLOSED;
    }

    synchronized void report(Generation generation, Instant now) {
        probing = false;
        switch (generation) {
            case Generated _, Cut _ -> inARow = 0;
            case Failed failed -> failed(failed, now);
        }
    }

    private void failed(Failed failed, Instant now) {
        failed.retryAfter().ifPresent(wait -> holdOff(now.plus(shorter(wait, pause))));
        if (failed.failure() == Failure.CANCELLED || failed.failure() == Failure.DEADLINE) {
            return;
        }
        if (failed.afterFirstToken() || !failed.failure().blamesServer()) {
            inARow = 0;
        } else if (++inARow >= failures) {
            holdOff(now.plus(pause));
        }
    }

    private void holdOff(Instant instant) {
        until = instant.isAfter(until) ? instant : until;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
