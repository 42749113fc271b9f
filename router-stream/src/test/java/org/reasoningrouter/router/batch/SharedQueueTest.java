package org.reasoningrouter.router.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reasoningrouter.router.batch.SharedQueue.Coming;
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
            var session = Session.waiting(lingering);
            add(lingering);
            session.await(Thread.State.TIMED_WAITING);
            add(lingering);

            assertThat(session.batch()).hasSize(2);
        }
    }

    @Test
    void aLonePromptOfAnOpenPollLeavesAfterItsLinger() throws Exception {
        try (var _ = hasty.poll()) {
            var session = Session.waiting(hasty);
            add(hasty);

            assertThat(session.batch()).hasSize(1);
        }
    }

    @Test
    void aLonePromptLeavesOnceNothingIsComingAndNoPollIsOpen() throws Exception {
        var poll = lingering.poll();
        var session = Session.waiting(lingering);
        add(lingering);
        poll.close();

        assertThat(session.batch()).hasSize(1);
    }

    @Test
    void aPromptThatEndsWithoutTokensHoldsNobodyUp() throws Exception {
        var coming = lingering.coming();
        var session = Session.waiting(lingering);
        add(lingering);
        session.await(Thread.State.TIMED_WAITING);
        coming.close();

        assertThat(session.batch()).hasSize(1);
    }

    @Test
    void whoLeavesSomethingBehindWakesTheNext() throws Exception {
        var small = lingering.tokenising();
        var large = lingering.tokenising();
        var one = Session.waiting(lingering);
        var other = Session.waiting(lingering);
        bring(small, 8);
        one.await(Thread.State.TIMED_WAITING);
        bring(large, 100); // one signal, for two batches

        assertThat(one.batch()).hasSize(1);
        assertThat(other.batch()).hasSize(1);
    }

    @Test
    void fullBatchesLeaveOnceTokenisersHaveNoMoreThanTheyWorkAt() throws Exception {
        try (var busy = queue(NEVER, 1);
                var _ = busy.tokenising()) {
            var coming = busy.tokenising();
            var one = Session.waiting(busy);
            var other = Session.waiting(busy);
            add(busy);
            add(busy);
            add(busy);
            one.await(Thread.State.TIMED_WAITING);
            assertThat(one.taken()).isNotDone();

            bring(coming, 8);

            assertThat(one.batch()).hasSize(2);
            assertThat(other.batch()).hasSize(2);
        }
    }

    @Test
    void aFullBatchLeavesWhenAPromptOnItsWayEndsWithoutTokens() throws Exception {
        try (var busy = queue(NEVER, 1);
                var _ = busy.tokenising()) {
            var coming = busy.tokenising();
            var session = Session.waiting(busy);
            add(busy);
            add(busy);
            session.await(Thread.State.TIMED_WAITING);

            coming.close();

            assertThat(session.batch()).hasSize(2);
        }
    }

    @Test
    void promptsElsewhereHoldNoFullBatch() throws Exception {
        try (var busy = queue(NEVER, 1);
                var _ = busy.coming();
                var _ = busy.coming()) {
            var session = Session.waiting(busy);
            add(busy);
            add(busy);

            assertThat(session.batch()).hasSize(2);
        }
    }

    private record Session(Thread thread, CompletableFuture<List<Ready>> taken) {

        /// One that waits before anything comes.
        static Session waiting(SharedQueue queue) throws InterruptedException {
            var taken = new CompletableFuture<List<Ready>>();
            var thread = Thread.ofPlatform().daemon().start(() -> taken.complete(queue.take()));
            var session = new Session(thread, taken);
            session.await(Thread.State.WAITING);
            return session;
        }

        void await(Thread.State state) throws InterruptedException {
            while (thread.getState() != state) {
                Thread.sleep(1);
            }
        }

        List<Ready> batch() throws Exception {
            return taken.get(20, TimeUnit.SECONDS);
        }
    }

    private static void add(SharedQueue queue) {
        bring(queue.tokenising(), 8);
    }

    private static void bring(Coming coming, int tokens) {
        var question = new Question(List.of(), Lane.BULK, "a");
        var ticket = new Ticket(question, Long.MAX_VALUE, new CompletableFuture<>());
        coming.bring(new Ready(ticket, new Tokens(new long[tokens], tokens), System.nanoTime()));
    }

    private static SharedQueue queue(Duration linger) {
        return queue(linger, Integer.MAX_VALUE);
    }

    private static SharedQueue queue(Duration linger, int busy) {
        return new SharedQueue(
                new BatchLimits(2, 4096, linger, NEVER, 1, 16),
                busy,
                () -> Double.POSITIVE_INFINITY,
                System::nanoTime);
    }
}
