package org.reasoningrouter.worker.generate;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.reasoningrouter.worker.invoke.Failure;
import org.reasoningrouter.worker.invoke.Generation;
import org.reasoningrouter.worker.invoke.Generation.Cut;
import org.reasoningrouter.worker.invoke.Generation.Failed;
import org.reasoningrouter.worker.invoke.Generation.Generated;

/// Keeps slots from a model server that is down. Slots share it; its methods are short and
/// synchronized, because its fields change together.
///
/// After so many failures in a row before a first token it opens: nobody calls for a while, then
/// one call is let through, and its first token, or how it ends without one, decides for all. Only
/// calls that began since it last opened or closed have a say: what an older one brings is old
/// news. A server that asks to be left alone is left alone by every slot.
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

    /// One call's leave to be made; how it went must be reported.
    ///
    /// @param era how often the breaker had opened or closed
    /// @param probes whether it is the one call that decides for all
    record Ticket(long era, boolean probes) {}

    private static final Duration PROBE_CHECK = Duration.ofMillis(200);

    private final int failures;
    private final Duration pause;
    private int inARow;
    private long era;
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

    /// Leave to call now; empty while nobody may.
    synchronized Optional<Ticket> admit(Instant now) {
        if (closedFor(now).isPositive()) {
            return Optional.empty();
        }
        probing = isTripped();
        return Optional.of(new Ticket(era, probing));
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
        return isTripped() ? State.PROBING : State.CLOSED;
    }

    /// The first token of this call came: the server works.
    synchronized void heard(Ticket ticket) {
        if (ticket.era() == era) {
            works();
        }
    }

    /// The call ended. One whose first token came has had its say already.
    synchronized void report(Ticket ticket, Generation generation, Instant now) {
        if (generation instanceof Failed failed) {
            failed.retryAfter().ifPresent(wait -> holdOff(now.plus(shorter(wait, pause))));
        }
        if (ticket.era() != era) {
            return;
        }
        if (ticket.probes()) {
            probing = false;
        }
        switch (generation) {
            case Generated _, Cut _ -> {}
            case Failed failed -> failed(failed, now);
        }
    }

    private void failed(Failed failed, Instant now) {
        if (failed.afterFirstToken()
                || failed.failure() == Failure.CANCELLED
                || failed.failure() == Failure.DEADLINE) {
            return;
        }
        if (!failed.failure().blamesServer()) {
            works();
        } else if (++inARow >= failures) {
            era++;
            holdOff(now.plus(pause));
        }
    }

    private void works() {
        era += isTripped() ? 1 : 0;
        probing = false;
        inARow = 0;
    }

    private boolean isTripped() {
        return inARow >= failures;
    }

    private void holdOff(Instant instant) {
        until = instant.isAfter(until) ? instant : until;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
