package org.reasoningrouter.router.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.reasoningrouter.router.LedgerSamples.START;
import static org.reasoningrouter.router.LedgerSamples.answer;
import static org.reasoningrouter.router.LedgerSamples.decision;
import static org.reasoningrouter.router.LedgerSamples.failure;
import static org.reasoningrouter.router.LedgerSamples.rejection;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.wire.Timings;

class TimelineTest {

    @Test
    void anAnswerHasEveryStage() {
        var timings = Timeline.of(answer("p", "c").build(), START.plusMillis(1_850));

        assertThat(timings)
                .isEqualTo(
                        Timings.newBuilder()
                                .setQueued(1_500L)
                                .setClassify(2_500L)
                                .setRequestQueue(980_000L)
                                .setFirstToken(200_000L)
                                .setGenerate(500_000L)
                                .setJoin(50_000L)
                                .setEndToEnd(1_850_000)
                                .build());
    }

    @Test
    void aFailureWithoutCallHasNoTokens() {
        var timings = Timeline.of(failure("p", "c"), START.plusMillis(1_850));

        assertThat(timings.getFirstToken()).isEmpty();
        assertThat(timings.getGenerate()).isEmpty();
        assertThat(timings.getJoin()).contains(50_000L);
    }

    @Test
    void anExpiredPromptHasOnlyTheRoutersStages() {
        var timings = Timeline.of(decision("p").build(), START.plusSeconds(10));

        assertThat(timings)
                .isEqualTo(
                        Timings.newBuilder()
                                .setQueued(1_500L)
                                .setClassify(2_500L)
                                .setEndToEnd(10_000_000)
                                .build());
    }

    @Test
    void aRejectedPromptWasNeverClassified() {
        assertThat(Timeline.of(rejection("p"), START).getClassify()).isEmpty();
    }

    @Test
    void aStageThatEndsBeforeItStartsTookNoTime() {
        var timings = Timeline.of(answer("p", "c").build(), START.minusMillis(1));

        assertThat(timings.getJoin()).contains(0L);
        assertThat(timings.getEndToEnd()).isZero();
    }

    @Test
    void aDamagedInstantDoesNotOverflow() {
        var answer = answer("p", "c").setRequestedAt(Instant.ofEpochMilli(Long.MIN_VALUE)).build();

        assertThat(Timeline.of(answer, START).getRequestQueue())
                .hasValueSatisfying(micros -> assertThat(micros).isGreaterThan(1L << 50));
    }
}
