package org.reasoningrouter.router.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reasoningrouter.router.batch.Ticket.Ready;
import org.reasoningrouter.router.classify.Tokens;
import org.reasoningrouter.wire.Lane;

/// That a session that waits is woken by whatever lets a batch leave.
@Timeout(30)
class SharedQueueTest {

    private static final Duration NEVER = Duration.ofHours(1);

    private final SharedQueue lingering = queue(NEVER);
    private final SharedQueue hasty = queue(Duration.ofMillis(1));

    @AfterEach
    void stop() {
        lingering.close();
        hasty.close();
    }

    @Test
    void aFullBatchLeavesWhileMoreIsComing() throws Exception {
        try (var _ = lingering.coming()) {
            var batch = waiting(lingering);
            add(lingering);
            add(lingering);

            assertThat(batch.get(20, TimeUnit.SECONDS)).hasSize(2);
        }
    }

    @Test
    void aLonePromptOfAnOpenPollLeavesAfterItsLinger() throws Exception {
        try (var _ = hasty.poll()) {
            var batch = waiting(hasty);
            add(hasty);

            assertThat(batch.get(20, TimeUnit.SECONDS)).hasSize(1);
        }
    }

    @Test
    void aLonePromptLeavesOnceNothingIsComingAndNoPollIsOpen() throws Exception {
        var poll = lingering.poll();
        var batch = waiting(lingering);
        add(lingering);
        poll.close();

        assertThat(batch.get(20, TimeUnit.SECONDS)).hasSize(1);
    }

    /// A session that waits before anything comes.
    private static CompletableFuture<List<Ready>> waiting(SharedQueue queue) throws Exception {
        var batch = new CompletableFuture<List<Ready>>();
        var session = Thread.ofPlatform().daemon().start(() -> batch.complete(queue.take()));
        while (session.getState() == Thread.State.NEW
                || session.getState() == Thread.State.RUNNABLE) {
            Thread.sleep(1);
        }
        return batch;
    }

    private static void add(SharedQueue queue) {
        var question = new Question(List.of(), Lane.BULK, "a");
        var ticket = new Ticket(question, Long.MAX_VALUE, new CompletableFuture<>());
        queue.add(new Ready(ticket, new Tokens(new long[8], 8), System.nanoTime()));
    }

    private static SharedQueue queue(Duration linger) {
        return new SharedQueue(new BatchLimits(2, 4096, linger, NEVER, 1, 16), System::nanoTime);
    }
}
