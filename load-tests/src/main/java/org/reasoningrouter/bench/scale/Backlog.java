package org.reasoningrouter.bench.scale;

import java.util.ArrayDeque;
import java.util.Deque;

/// Pending prompts over time, as a mean over the last so many looks: what comes and goes within a
/// call's time is no backlog.
final class Backlog {

    private static final double NEAR = 1.1;

    private final int looks;
    private final Deque<Long> last = new ArrayDeque<>();
    private long sum;

    Backlog(int looks) {
        if (looks < 1) {
            throw new IllegalArgumentException("a mean needs looks: " + looks);
        }
        this.looks = looks;
    }

    /// Takes down one look.
    void saw(long pending) {
        last.addLast(pending);
        sum += pending;
        if (last.size() > looks) {
            sum -= last.removeFirst();
        }
    }

    /// Of the looks so far, or of the last ones.
    double mean() {
        return last.isEmpty() ? 0 : (double) sum / last.size();
    }

    /// Whether the mean is within 110 % of a baseline, over as many looks as the mean is to have.
    boolean isBackAt(double baseline) {
        return last.size() == looks && mean() <= NEAR * baseline;
    }
}
