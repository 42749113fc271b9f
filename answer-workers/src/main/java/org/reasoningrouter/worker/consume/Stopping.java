package org.reasoningrouter.worker.consume;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Whether the worker is to stop, in two steps: first no new requests, then no waiting either. All
/// threads of a worker share it.
public final class Stopping {

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch now = new CountDownLatch(1);

    /// Takes no more requests from here on.
    public void ask() {
        asked.countDown();
    }

    /// Ends every wait from here on.
    public void now() {
        asked.countDown();
        now.countDown();
    }

    boolean isAsked() {
        return asked.getCount() == 0;
    }

    /// Waits with a request in hand: only the second step ends it early.
    ///
    /// @return whether the wait was whole
    public boolean pause(Duration duration) {
        return isWhole(now, duration);
    }

    /// Waits with empty hands: the first step ends it early.
    boolean rest(Duration duration) {
        return isWhole(asked, duration);
    }

    private static boolean isWhole(CountDownLatch latch, Duration duration) {
        try {
            return !latch.await(duration.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
