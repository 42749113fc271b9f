package org.reasoningrouter.worker.invoke;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The clocks of one running call, which cut it off when one of them runs out.
///
/// Two threads share it: the slot's, which says what to cut and when a token came, and the
/// watchdog's. Neither waits for the other. `java.net.http` has no clock of its own for a body.
final class Watch implements AutoCloseable {

    private final ScheduledExecutorService watchdog;
    private final Clocks clocks;
    private final long endNanos;
    private final Failure atEnd;
    private final AtomicReference<@Nullable Failure> fired = new AtomicReference<>();
    private volatile long dueNanos;
    private volatile boolean begun;
    private volatile boolean closed;
    private volatile Runnable cut = () -> {};

    private Watch(ScheduledExecutorService watchdog, Clocks clocks, Duration left) {
        var total = clocks.total().compareTo(left) < 0 ? clocks.total() : left;
        var now = System.nanoTime();
        this.watchdog = watchdog;
        this.clocks = clocks;
        this.atEnd = total.equals(left) ? Failure.DEADLINE : Failure.TOTAL_TIMEOUT;
        this.endNanos = now + total.toNanos();
        this.dueNanos = Math.min(endNanos - now, clocks.firstToken().toNanos()) + now;
    }

    /// @param left the time that is left for the call, however long its total clock is
    static Watch start(ScheduledExecutorService watchdog, Clocks clocks, Duration left) {
        var watch = new Watch(watchdog, clocks, left);
        watch.schedule(watch.dueNanos - System.nanoTime());
        return watch;
    }

    /// Says what ends the call in its present phase.
    void cutBy(Runnable cut) {
        this.cut = cut;
        if (fired.get() != null) {
            cut.run();
        }
    }

    /// A token came: from now on the idle clock runs.
    void progress() {
        var now = System.nanoTime();
        dueNanos = Math.min(endNanos - now, clocks.idle().toNanos()) + now;
        begun = true;
    }

    /// Cuts what is left of the call after a while, which is no failure.
    @SuppressWarnings("FutureReturnValueIgnored") // the cut cannot fail
    void cutAfter(Duration most) {
        watchdog.schedule(this::cutRest, most.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void cutRest() {
        if (!closed) {
            cut.run();
        }
    }

    void cancel() {
        fire(Failure.CANCELLED);
    }

    /// Why the call was cut off, if it was.
    Optional<Failure> fired() {
        return Optional.ofNullable(fired.get());
    }

    private void check() {
        var now = System.nanoTime();
        if (closed) {
            return;
        }
        if (now - dueNanos < 0) {
            schedule(dueNanos - now);
        } else if (now - endNanos >= 0) {
            fire(atEnd);
        } else {
            fire(begun ? Failure.IDLE_TIMEOUT : Failure.FIRST_TOKEN_TIMEOUT);
        }
    }

    // Never further ahead than the idle clock, because the first token moves the end nearer.
    @SuppressWarnings("FutureReturnValueIgnored") // check() cannot fail, and sees that it is over
    private void schedule(long nanos) {
        watchdog.schedule(
                this::check, Math.min(nanos, clocks.idle().toNanos()), TimeUnit.NANOSECONDS);
    }

    private void fire(Failure failure) {
        if (fired.compareAndSet(null, failure)) {
            cut.run();
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
