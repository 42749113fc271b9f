package org.reasoningrouter.worker.generate;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.reasoningrouter.wire.Attempt;

/// When a second call may go beside a slow first one. Slots share it; its methods are short and
/// synchronized, because its fields change together.
///
/// Every duplicate is paid in full, so it is earned: each finished try brings a share of one, and
/// few are saved up, so that a server that grows slow is not asked twice by everybody at once.
public final class Hedges {

    /// Past a twentieth, duplicates make the slowness that they are to hide.
    public static final double MOST = 0.05;

    // Counted in millionths, because a twentieth twenty times must be one.
    private static final long WHOLE = 1_000_000;
    private static final long SAVED = 3 * WHOLE;

    private final long share;
    private final FirstTokenTimes times = new FirstTokenTimes();
    private long earned;

    /// @param share of the finished tries that may be made twice; 0: none
    public Hedges(double share) {
        if (!(share >= 0 && share <= MOST)) {
            throw new IllegalArgumentException(
                    "the share of hedged calls must be from 0 to " + MOST + ": " + share);
        }
        this.share = Math.round(share * WHOLE);
    }

    /// How long a first token is waited for before a second call; empty: for ever.
    synchronized Optional<Duration> delay() {
        return earned >= WHOLE ? times.p95() : Optional.empty();
    }

    /// Takes one second call from what was earned, if there is one.
    synchronized boolean spend() {
        if (earned < WHOLE) {
            return false;
        }
        earned -= WHOLE;
        return true;
    }

    /// Gives back one that was not made.
    synchronized void spare() {
        earned += WHOLE;
    }

    /// A try ended, with these calls. One that was cut off before its first token would have taken
    /// longer still: left out, only the quick ones would be remembered.
    synchronized void ended(List<Attempt> attempts) {
        earned = Math.min(earned + share, SAVED);
        for (var attempt : attempts) {
            if (attempt.getOutcome().equals("cancelled") || attempt.getFirstTokenAt().isPresent()) {
                var heard = attempt.getFirstTokenAt().orElse(attempt.getEndedAt());
                times.add(Duration.between(attempt.getStartedAt(), heard));
            }
        }
    }
}
