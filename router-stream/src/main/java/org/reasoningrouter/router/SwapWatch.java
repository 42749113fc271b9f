package org.reasoningrouter.router;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.reasoningrouter.router.JudgeFiles.Look;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the files of policy and models time and again, on a thread of its own, and has them put
/// in force once they have changed and stand still.
final class SwapWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SwapWatch.class);
    private static final Duration CLOSE = Duration.ofSeconds(30);

    private final Swap swap;
    private final Duration every;
    private final CountDownLatch closing = new CountDownLatch(1);
    // It opens and warms models, which is work for a core.
    private final Thread thread = Thread.ofPlatform().daemon().name("swap").unstarted(this::run);
    private Look tried;
    private Look seen;

    /// @param every zero never looks
    SwapWatch(Swap swap, Duration every) {
        this.swap = swap;
        this.every = every;
        tried = swap.installed();
        seen = tried;
    }

    SwapWatch start() {
        if (!every.isZero()) {
            thread.start();
        }
        return this;
    }

    private void run() {
        while (!isClosing()) {
            try {
                look();
            } catch (RuntimeException e) {
                LOG.warn("event=swap_failed action=old-stays cause={}", Causes.of(e));
            }
        }
    }

    /// One look. A change that was seen before, and is the same still, is complete.
    void look() {
        var now = swap.look();
        if (now.equals(seen) && !now.equals(tried)) {
            tried = now;
            var _ = swap.reload();
        }
        seen = now;
    }

    private boolean isClosing() {
        try {
            return closing.await(every.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /// Waits for a swap that has begun.
    @Override
    public void close() {
        closing.countDown();
        try {
            if (thread.isAlive() && !thread.join(CLOSE)) {
                LOG.warn("event=close_timed_out what=swap after={}", CLOSE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
