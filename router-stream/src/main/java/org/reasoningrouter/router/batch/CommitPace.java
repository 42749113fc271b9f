package org.reasoningrouter.router.batch;

import java.time.Duration;
import java.util.function.LongSupplier;

/// When a stream thread that has caught up may commit: at once, but not sooner than a least gap
/// after its last commit, whatever made that. With commits back to back a broker with little to do
/// took more CPU, and readers waited longer: a broker that is not done with a transaction refuses
/// the next one, and the thread waits.
///
/// Confined to that thread, whose partitions commit together.
public final class CommitPace {

    private final long leastGapNanos;
    private final LongSupplier nanos;
    private boolean isOwed;
    private long next;

    /// @param nanos a clock as [System#nanoTime]
    public CommitPace(Duration leastGap, LongSupplier nanos) {
        leastGapNanos = leastGap.toNanos();
        this.nanos = nanos;
        next = nanos.getAsLong();
    }

    /// A record has been routed, and its commit is to come.
    public void routed() {
        isOwed = true;
    }

    /// Whether something was routed since the last commit.
    public boolean isOwed() {
        return isOwed;
    }

    /// How long the next commit has to wait; zero when it may come now.
    public Duration left() {
        return Duration.ofNanos(Math.max(0, next - nanos.getAsLong()));
    }

    /// All that was routed is committed now.
    public void committed() {
        isOwed = false;
        next = nanos.getAsLong() + leastGapNanos;
    }
}
