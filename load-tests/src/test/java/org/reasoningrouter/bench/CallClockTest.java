package org.reasoningrouter.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class CallClockTest {

    private static final long WORK_NANOS = 30_000_000;

    private final CallClock clock = new CallClock();

    @Test
    void aCallThatRunsCountsWithWhatItHasTaken() throws InterruptedException {
        var worked = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        var thread =
                Thread.ofPlatform()
                        .start(() ->
                                clock.time(() -> {
                                    spin();
                                    worked.countDown();
                                    return await(mayEnd);
                                }));
        worked.await();

        assertThat(clock.nanos()).isGreaterThanOrEqualTo(WORK_NANOS);
        var before = clock.nanos();
        mayEnd.countDown();
        thread.join();
        // It slept since: had it counted twice, or not at all, the sum would jump.
        assertThat(clock.nanos()).isBetween(before, before + WORK_NANOS / 2);
    }

    @Test
    void aCallThatFailsHasTakenItsTime() {
        assertThatThrownBy(() ->
                        clock.time(() -> {
                            spin();
                            throw new IllegalStateException("as it should");
                        }))
                .hasMessage("as it should");

        assertThat(clock.nanos()).isGreaterThanOrEqualTo(WORK_NANOS);
    }

    private static boolean await(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void spin() {
        var threads = ManagementFactory.getThreadMXBean();
        var until = threads.getCurrentThreadCpuTime() + WORK_NANOS;
        while (threads.getCurrentThreadCpuTime() < until) {
            Thread.onSpinWait();
        }
    }
}
