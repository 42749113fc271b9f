package org.reasoningrouter.worker.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.reasoningrouter.worker.invoke.Calling.START;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.worker.consume.Delivery.Origin;
import org.reasoningrouter.worker.consume.Loans.Mark;

class LoansTest {

    private static final Duration AT_ONCE = Duration.ZERO;

    private final RequestQueue queue = new RequestQueue();
    private final Loans loans = new Loans(Lane.INTERACTIVE, queue, 2);
    private final RequestSource slot = source(Lane.INTERACTIVE);
    private final RequestSource other = source(Lane.INTERACTIVE);

    @Test
    void nothingIsLentBeforeTheCommitThatSaysSo() {
        loans.open(0, new Mark(5, ""));
        read(0, 5);

        assertThat(slot.take(AT_ONCE)).isEmpty();
        assertThat(loans.due()).containsExactly(Map.entry(0, new Mark(5, "1 0:1")));

        loans.lend();

        assertThat(slot.take(AT_ONCE)).map(it -> it.origin().offset()).contains(5L);
    }

    @Test
    void aSlowRequestHoldsBackTheCommitAndNoOtherRequest() {
        lend(0, 0, 1, 2);
        var _ = take(slot);

        other.accept(take(other));
        other.accept(take(other));
        loans.settle();

        assertThat(loans.due()).containsExactly(Map.entry(0, new Mark(0, "3 0:1")));
    }

    @Test
    void readsNoMoreWhileEnoughWait() {
        lend(0, 0, 1);

        assertThat(loans.wantsMore()).isFalse();

        var _ = take(slot);

        assertThat(loans.wantsMore()).isTrue();
    }

    @Test
    void aRequestThatASlotGivesBackIsLentOnceMore() {
        lend(0, 0);
        slot.handBack(take(slot));

        loans.settle();
        loans.lend();

        assertThat(take(slot).count()).isEqualTo(2);
    }

    @Test
    void aPartitionThatMovesLeavesItsUnfinishedRequestsAsTheyWere() {
        lend(0, 0, 1, 2);
        var inHand = take(slot);
        other.accept(take(other));

        loans.recall(Set.of(0), AT_ONCE);
        loans.settle();
        loans.giveBack(Set.of(0));

        assertThat(other.take(AT_ONCE)).isEmpty();
        assertThat(loans.due()).containsExactly(Map.entry(0, new Mark(0, "3 0:0 2:0")));

        loans.close(Set.of(0));
        slot.accept(inHand);
        loans.settle();

        assertThat(loans.due()).isEmpty();
    }

    @Test
    void aPartitionThatMovesTakesNothingFromTheOthers() {
        lend(0, 0);
        lend(1, 0);
        var moving = take(slot);
        var staying = take(other);
        other.handBack(staying);
        slot.handBack(moving);

        loans.recall(Set.of(0), Duration.ofNanos(1));
        loans.settle();
        loans.close(Set.of(0));
        loans.lend();

        assertThat(take(slot).origin().partition()).isOne();
        assertThat(slot.take(AT_ONCE)).isEmpty();
    }

    @Test
    void aCallOfAPartitionThatMovesIsCutAndItsSlotGoesOn() {
        lend(0, 0);
        lend(1, 0);
        var moving = take(slot);

        loans.cancel(Set.of(0));

        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        slot.handBack(moving);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(take(slot).origin().partition()).isOne();
    }

    @Test
    void aPartitionThatComesBackKnowsWhatIsFinished() {
        lend(0, 0, 1);
        var _ = take(slot);
        other.accept(take(other));
        loans.settle();
        var mark = Objects.requireNonNull(loans.due().get(0));
        loans.close(Set.of(0));

        loans.open(0, mark);
        read(0, 0);
        read(0, 1);
        loans.lend();

        assertThat(take(slot).origin().offset()).isZero();
        assertThat(slot.take(AT_ONCE)).isEmpty();
    }

    @Test
    void whatIsCommittedIsNotCommittedAgain() {
        lend(0, 0);

        loans.committed(loans.due());

        assertThat(loans.due()).isEmpty();
    }

    @Test
    void aSharedSlotTakesTheMoreUrgentLaneFirst() {
        var both = source(Lane.INTERACTIVE, Lane.BULK);
        queue.add(new Lent(delivery(Lane.BULK, 0, 7), OffsetWindow.from(0, ""), _ -> {}));
        lend(0, 0);

        assertThat(both.take(AT_ONCE)).map(Delivery::lane).contains(Lane.INTERACTIVE);
        assertThat(both.take(AT_ONCE)).map(Delivery::lane).contains(Lane.BULK);
    }

    private void lend(int partition, long... offsets) {
        if (!loans.isOpen(partition)) {
            loans.open(partition, new Mark(0, ""));
        }
        for (var offset : offsets) {
            read(partition, offset);
        }
        loans.lend();
    }

    private void read(int partition, long offset) {
        loans.read(delivery(Lane.INTERACTIVE, partition, offset));
    }

    private static Delivery take(RequestSource slot) {
        return slot.take(AT_ONCE).orElseThrow();
    }

    private RequestSource source(Lane... lanes) {
        return queue.source(List.of(lanes), () -> START);
    }

    private static Delivery delivery(Lane lane, int partition, long offset) {
        return new Delivery(
                lane, new Origin("requests", partition, offset), null, null, START, 1, START);
    }
}
