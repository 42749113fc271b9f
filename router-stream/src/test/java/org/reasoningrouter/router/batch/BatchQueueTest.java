package org.reasoningrouter.router.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.router.batch.Ticket.Ready;
import org.reasoningrouter.router.classify.Tokens;
import org.reasoningrouter.wire.Lane;

class BatchQueueTest {

    private static final long LINGER = 5;

    private final BatchQueue queue =
            new BatchQueue(new BatchLimits(3, 300, Duration.ofNanos(LINGER), 1, 10));

    @Test
    void aBatchWaitsWhileMoreMayCome() {
        add(Lane.INTERACTIVE, 10, 0);

        assertThat(queue.next(0, true)).isEmpty();
        assertThat(queue.lingerLeft(0)).isEqualTo(LINGER);
    }

    @Test
    void aBatchLeavesAtOnceWhenNoMoreCanCome() {
        var ready = add(Lane.INTERACTIVE, 10, 0);

        assertThat(queue.next(0, false)).containsExactly(ready);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void aBatchLeavesAfterTheLinger() {
        var ready = add(Lane.INTERACTIVE, 10, 0);

        assertThat(queue.next(LINGER - 1, true)).isEmpty();
        assertThat(queue.next(LINGER, true)).containsExactly(ready);
    }

    @Test
    void aFullBatchDoesNotWait() {
        add(Lane.INTERACTIVE, 10, 0);
        add(Lane.INTERACTIVE, 10, 0);
        assertThat(queue.next(0, true)).isEmpty();

        add(Lane.INTERACTIVE, 10, 0);
        add(Lane.INTERACTIVE, 10, 0);

        assertThat(queue.next(0, true)).hasSize(3);
        assertThat(queue.next(0, true)).isEmpty();
        assertThat(queue.next(0, false)).hasSize(1);
    }

    @Test
    void theTokenBudgetCountsPadding() {
        add(Lane.INTERACTIVE, 101, 0);
        add(Lane.INTERACTIVE, 100, 0);
        add(Lane.INTERACTIVE, 100, 0);

        assertThat(queue.next(0, true)).hasSize(2);
    }

    @Test
    void aPromptBeyondTheBudgetLeavesAlone() {
        add(Lane.INTERACTIVE, 400, 0);

        assertThat(queue.next(0, true)).hasSize(1);
    }

    @Test
    void lengthsAreKeptApart() {
        var brief = add(Lane.INTERACTIVE, 20, 0);
        var lengthy = add(Lane.INTERACTIVE, 120, 1);

        assertThat(queue.next(1, false)).containsExactly(brief);
        assertThat(queue.next(1, false)).containsExactly(lengthy);
    }

    @Test
    void aFullBatchOfAnotherLengthOvertakesOneThatWaits() {
        add(Lane.INTERACTIVE, 20, 0);
        for (var i = 0; i < 3; i++) {
            add(Lane.INTERACTIVE, 90, 1);
        }

        assertThat(queue.next(1, true)).hasSize(3);
        assertThat(queue.next(1, true)).isEmpty();
    }

    @Test
    void interactivePromptsGoFirst() {
        var bulk = List.of(add(Lane.BULK, 10, 0), add(Lane.BULK, 10, 1), add(Lane.BULK, 10, 2));
        var interactive = add(Lane.INTERACTIVE, 10, 3);

        assertThat(queue.next(3, true)).containsExactly(interactive, bulk.get(0), bulk.get(1));
        assertThat(queue.next(3, false)).containsExactly(bulk.get(2));
    }

    @Test
    void whatNobodyWantsAnyMoreIsLeftOut() {
        add(Lane.INTERACTIVE, 10, 0).ticket().cancel();

        assertThat(queue.next(0, false)).isEmpty();
        assertThat(queue.isEmpty()).isTrue();
    }

    private Ready add(Lane lane, int length, long since) {
        var ticket = new Ticket(new Question(List.of(), lane, "a"), 0, new CompletableFuture<>());
        var ready = new Ready(ticket, new Tokens(new long[length], length), since);
        queue.add(ready);
        return ready;
    }
}
