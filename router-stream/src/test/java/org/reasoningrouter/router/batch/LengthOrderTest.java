package org.reasoningrouter.router.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.router.batch.Ticket.Ready;
import org.reasoningrouter.router.classify.Tokens;
import org.reasoningrouter.wire.Lane;

class LengthOrderTest {

    private final LengthOrder order = new LengthOrder();

    @Test
    void theOldestIsTheOneThatCameFirstWhateverItsLength() {
        add(10, 2);
        var first = add(30, 1);
        add(20, 3);

        assertThat(order.oldest()).contains(first);
        assertThat(order.longest()).isEqualTo(30);
    }

    @Test
    void theNearestMayBeShorterLongerOrOfTheSameLength() {
        var shorter = add(10, 1);
        var same = add(14, 3);
        var longer = add(17, 2);

        assertThat(order.nearest(14)).contains(same);
        order.remove(same);
        assertThat(order.nearest(14)).contains(longer);
        assertThat(order.nearest(13)).contains(shorter);
    }

    @Test
    void ofTwoThatAreEquallyNearTheFirstGoesFirst() {
        var longer = add(16, 1);
        var shorter = add(12, 2);

        assertThat(order.nearest(14)).contains(longer);
        order.remove(longer);
        assertThat(order.nearest(14)).contains(shorter);
        order.remove(shorter);
        assertThat(order.nearest(14)).isEmpty();
        assertThat(order.size()).isZero();
    }

    @Test
    void whatNobodyWantsAnyMoreIsDroppedWhenItsTurnComes() {
        var first = add(10, 1);
        var second = add(10, 2);
        add(10, 3);
        second.ticket().cancel();

        assertThat(order.size()).isEqualTo(3);
        order.remove(first);
        assertThat(order.size()).isEqualTo(1);
    }

    private Ready add(int length, long since) {
        var question = new Question(List.of(), Lane.INTERACTIVE, "a");
        var ticket = new Ticket(question, 0, new CompletableFuture<>());
        var ready = new Ready(ticket, new Tokens(new long[length], length), since);
        order.add(ready);
        return ready;
    }
}
