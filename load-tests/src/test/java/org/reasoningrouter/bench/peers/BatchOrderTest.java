package org.reasoningrouter.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.router.classify.Tokens;

class BatchOrderTest {

    private final List<Tokens> prompts =
            IntStream.of(4, 100, 4, 100, 4).mapToObj(BatchOrderTest::tokens).toList();

    @Test
    void inOrderOfArrivalLongAndShortShareABatch() {
        assertThat(BatchOrder.ARRIVAL.batches(prompts, 2))
                .containsExactly(List.of(0, 1), List.of(2, 3), List.of(4));
    }

    @Test
    void byLengthTheyDoNot() {
        assertThat(BatchOrder.BY_LENGTH.batches(prompts, 2))
                .containsExactlyInAnyOrder(List.of(0, 2), List.of(1, 3), List.of(4));
    }

    @Test
    void nothingMakesNoBatch() {
        assertThat(BatchOrder.ARRIVAL.batches(List.of(), 2)).isEmpty();
        assertThat(BatchOrder.BY_LENGTH.batches(List.of(), 2)).isEmpty();
    }

    private static Tokens tokens(int count) {
        return new Tokens(new long[count], count);
    }
}
