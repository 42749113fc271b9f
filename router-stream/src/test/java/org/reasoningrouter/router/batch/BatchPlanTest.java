package org.reasoningrouter.router.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.router.classify.Tokens;

class BatchPlanTest {

    private static final BatchLimits LIMITS =
            new BatchLimits(3, 300, Duration.ZERO, Duration.ZERO, 1, 10);

    @Test
    void promptsOfLikeLengthShareABatch() {
        var batches = BatchPlan.of(lengths(10, 120, 12, 110, 11), LIMITS);

        assertThat(batches).containsExactly(List.of(0, 4, 2), List.of(1, 3));
    }

    @Test
    void noBatchExceedsItsLimitsAndEachPromptIsInOne() {
        var lengths = IntStream.range(0, 50).map(i -> 1 + i * 37 % 200).toArray();

        var batches = BatchPlan.of(lengths(lengths), LIMITS);

        assertThat(batches)
                .allSatisfy(batch -> {
                    var longest = batch.stream().mapToInt(i -> lengths[i]).max().orElseThrow();
                    assertThat(LIMITS.fits(batch.size(), longest)).isTrue();
                });
        assertThat(batches.stream().flatMap(List::stream).sorted())
                .isEqualTo(IntStream.range(0, 50).boxed().toList());
    }

    @Test
    void aBatchHasAsManyAsMakeAPromptsShareOfCallAndPaddingLeast() {
        // Of a call of 10: alone 10, with 11 (10 + 1) / 2, with both (10 + 9 + 8) / 3.
        assertThat(BatchPlan.of(lengths(10, 11, 19), LIMITS, 10))
                .containsExactly(List.of(0, 1), List.of(2));
        // Of a call of 30: 30, 15.5 and 15.7.
        assertThat(BatchPlan.of(lengths(10, 11, 19), LIMITS, 30))
                .containsExactly(List.of(0, 1), List.of(2));
        assertThat(BatchPlan.of(lengths(10, 11, 19), LIMITS, 40)).containsExactly(List.of(0, 1, 2));
    }

    @Test
    void whereACallCostsNothingOnlyPromptsOfOneLengthShareIt() {
        assertThat(BatchPlan.of(lengths(10, 11, 10, 11, 12), LIMITS, 0))
                .containsExactly(List.of(0, 2), List.of(1, 3), List.of(4));
    }

    @Test
    void aPromptThatWasToCostTooMuchKeepsItsTurn() {
        assertThat(BatchPlan.of(lengths(10, 15, 15), LIMITS, 1))
                .containsExactly(List.of(0), List.of(1, 2));
    }

    private static List<Tokens> lengths(int... lengths) {
        return IntStream.of(lengths).mapToObj(it -> new Tokens(new long[it], it)).toList();
    }
}
