package org.reasoningrouter.router.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.router.batch.BatchQueue.More;
import org.reasoningrouter.router.batch.Ticket.Ready;
import org.reasoningrouter.router.classify.Tokens;
import org.reasoningrouter.wire.Lane;

class BatchQueueTest {

    private static final long LINGER = 5;
    private static final long MOST = 20;

    private double callTokens = Double.POSITIVE_INFINITY;
    private final BatchQueue queue =
            new BatchQueue(
                    new BatchLimits(
                            3, 300, Duration.ofNanos(LINGER), Duration.ofNanos(MOST), 1, 10),
                    () -> callTokens);

    @Test
    void aBatchWaitsWhileMoreMayCome() {
        add(Lane.INTERACTIVE, 10, 0);

        assertThat(queue.next(0, More.PERHAPS)).isEmpty();
        assertThat(queue.lingerLeft(0, More.PERHAPS)).isEqualTo(LINGER);
    }

    @Test
    void aBatchLeavesAtOnceWhenNoMoreCanCome() {
        var ready = add(Lane.INTERACTIVE, 10, 0);

        assertThat(queue.next(0, More.NONE)).containsExactly(ready);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void aBatchLeavesAfterTheLinger() {
        var ready = add(Lane.INTERACTIVE, 10, 0);

        assertThat(queue.next(LINGER - 1, More.PERHAPS)).isEmpty();
        assertThat(queue.next(LINGER, More.PERHAPS)).containsExactly(ready);
    }

    @Test
    void theLingerBeginsAnewWithEachPromptThatComes() {
        var brief = add(Lane.INTERACTIVE, 10, 0);
        add(Lane.INTERACTIVE, 120, 4);

        assertThat(queue.next(LINGER, More.PERHAPS)).isEmpty();
        assertThat(queue.lingerLeft(LINGER, More.PERHAPS)).isEqualTo(4);
        assertThat(queue.next(4 + LINGER, More.PERHAPS)).containsExactly(brief);
    }

    @Test
    void theLingerDoesNotCountWhileAPromptIsOnItsWay() {
        var ready = add(Lane.INTERACTIVE, 10, 0);

        assertThat(queue.next(LINGER, More.COMING)).isEmpty();
        assertThat(queue.lingerLeft(LINGER, More.COMING)).isEqualTo(MOST - LINGER);
        assertThat(queue.next(MOST, More.COMING)).containsExactly(ready);
    }

    @Test
    void aPromptWaitsNoLongerThanTheMostWhateverComes() {
        var rare = add(Lane.BULK, 140, 0);
        for (var now = 4; now < MOST; now += 4) {
            add(Lane.INTERACTIVE, now % 8 == 0 ? 10 : 50, now);
        }
        var last = add(Lane.INTERACTIVE, 120, MOST - 1);

        assertThat(queue.lingerLeft(MOST - 1, More.PERHAPS)).isEqualTo(1);
        assertThat(queue.next(MOST - 1, More.PERHAPS)).isEmpty();
        assertThat(queue.next(MOST, More.PERHAPS)).containsExactly(rare);
        assertThat(queue.next(MOST, More.PERHAPS)).isEmpty();
        assertThat(last.ticket().isOpen()).isTrue();
    }

    @Test
    void aFullBatchDoesNotWait() {
        add(Lane.INTERACTIVE, 10, 0);
        add(Lane.INTERACTIVE, 10, 0);
        assertThat(queue.next(0, More.PERHAPS)).isEmpty();

        add(Lane.INTERACTIVE, 10, 0);
        add(Lane.INTERACTIVE, 10, 0);

        assertThat(queue.next(0, More.PERHAPS)).hasSize(3);
        assertThat(queue.next(0, More.PERHAPS)).isEmpty();
        assertThat(queue.next(0, More.NONE)).hasSize(1);
    }

    @Test
    void aFullBatchWaitsWhileTokenisersKeepAllCoresBusy() {
        for (var i = 0; i < 3; i++) {
            add(Lane.INTERACTIVE, 10, 0);
        }

        assertThat(queue.next(0, More.QUEUED)).isEmpty();
        assertThat(queue.lingerLeft(0, More.QUEUED)).isEqualTo(MOST);
        assertThat(queue.next(0, More.COMING)).hasSize(3);
    }

    @Test
    void nobodyIsWokenForABatchThatWaits() {
        add(Lane.INTERACTIVE, 10, 0);
        add(Lane.INTERACTIVE, 10, 0);

        assertThat(queue.add(ready(Lane.INTERACTIVE, 10, 0), More.QUEUED)).isFalse();
        assertThat(queue.add(ready(Lane.INTERACTIVE, 10, 0), More.COMING)).isTrue();
    }

    @Test
    void noPromptWaitsForTokenisersLongerThanTheLongestLinger() {
        var ready = add(Lane.INTERACTIVE, 10, 0);

        assertThat(queue.next(MOST - 1, More.QUEUED)).isEmpty();
        assertThat(queue.next(MOST, More.QUEUED)).containsExactly(ready);
    }

    @Test
    void aBatchWhoseTokensCostAsMuchAsItsCallIsFull() {
        callTokens = 64;
        add(Lane.INTERACTIVE, 30, 0);
        assertThat(queue.next(0, More.COMING)).isEmpty();

        add(Lane.INTERACTIVE, 32, 0);

        assertThat(queue.next(0, More.COMING)).hasSize(2);
    }

    @Test
    void whereACallCostsNoMoreThanAPromptNoneWaitsForOthers() {
        callTokens = 10;
        var ready = add(Lane.INTERACTIVE, 10, 0);

        assertThat(queue.next(0, More.COMING)).containsExactly(ready);
    }

    @Test
    void whatWouldCostTooMuchPaddingStaysForTheNextBatch() {
        callTokens = 10;
        var brief = add(Lane.INTERACTIVE, 17, 0);
        var lengthy = add(Lane.BULK, 31, 1);
        var alike = add(Lane.BULK, 18, 2);

        assertThat(queue.next(2, More.NONE)).containsExactly(brief, alike);
        assertThat(queue.next(2, More.NONE)).containsExactly(lengthy);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void theTokenBudgetCountsPadding() {
        add(Lane.INTERACTIVE, 101, 0);
        add(Lane.INTERACTIVE, 100, 0);
        add(Lane.INTERACTIVE, 100, 0);

        assertThat(queue.next(0, More.PERHAPS)).hasSize(2);
    }

    @Test
    void aPromptBeyondTheBudgetLeavesAlone() {
        add(Lane.INTERACTIVE, 400, 0);

        assertThat(queue.next(0, More.PERHAPS)).hasSize(1);
    }

    @Test
    void lengthsAreKeptApart() {
        var brief = add(Lane.INTERACTIVE, 20, 0);
        var lengthy = add(Lane.INTERACTIVE, 120, 1);

        assertThat(queue.next(1, More.NONE)).containsExactly(brief);
        assertThat(queue.next(1, More.NONE)).containsExactly(lengthy);
    }

    @Test
    void aFullBatchOfAnotherLengthOvertakesOneThatWaits() {
        add(Lane.INTERACTIVE, 20, 0);
        for (var i = 0; i < 3; i++) {
            add(Lane.INTERACTIVE, 90, 1);
        }

        assertThat(queue.next(1, More.PERHAPS)).hasSize(3);
        assertThat(queue.next(1, More.PERHAPS)).isEmpty();
    }

    @Test
    void interactivePromptsGoFirst() {
        var bulk = List.of(add(Lane.BULK, 10, 0), add(Lane.BULK, 10, 1), add(Lane.BULK, 10, 2));
        var interactive = add(Lane.INTERACTIVE, 10, 3);

        assertThat(queue.next(3, More.PERHAPS))
                .containsExactly(interactive, bulk.get(0), bulk.get(1));
        assertThat(queue.next(3, More.NONE)).containsExactly(bulk.get(2));
    }

    @Test
    void whatNobodyWantsAnyMoreIsLeftOut() {
        add(Lane.INTERACTIVE, 10, 0).ticket().cancel();

        assertThat(queue.next(0, More.NONE)).isEmpty();
        assertThat(queue.isEmpty()).isTrue();
    }

    private Ready add(Lane lane, int length, long since) {
        var ready = ready(lane, length, since);
        var _ = queue.add(ready, More.PERHAPS);
        return ready;
    }

    private static Ready ready(Lane lane, int length, long since) {
        var ticket = new Ticket(new Question(List.of(), lane, "a"), 0, new CompletableFuture<>());
        return new Ready(ticket, new Tokens(new long[length], length), since);
    }
}
