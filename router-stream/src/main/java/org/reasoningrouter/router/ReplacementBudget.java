package org.reasoningrouter.router;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;

/// How many stream threads may die and be replaced before the process gives up.
///
/// Stream threads share it; its lock guards the times of the newest replacements.
final class ReplacementBudget {

    private final int most;
    private final Duration window;
    private final InstantSource clock;
    private final Deque<Instant> spent = new ArrayDeque<>();

    ReplacementBudget(int most, Duration window, InstantSource clock) {
        this.most = most;
        this.window = window;
        this.clock = clock;
    }

    synchronized boolean spend() {
        var now = clock.instant();
        while (!spent.isEmpty() && !spent.getFirst().plus(window).isAfter(now)) {
            spent.removeFirst();
        }
        if (spent.size() == most) {
            return false;
        }
        spent.addLast(now);
        return true;
    }
}
