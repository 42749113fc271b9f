package org.reasoningrouter.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.reasoningrouter.router.LedgerSamples.answer;
import static org.reasoningrouter.router.LedgerSamples.call;
import static org.reasoningrouter.router.LedgerSamples.usage;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.wire.Control;
import org.reasoningrouter.wire.LengthBucket;
import org.reasoningrouter.wire.ThinkingEnd;
import org.reasoningrouter.wire.ThinkingLengths;

class LearningTopologyTest extends LedgerTopologyFixture {

    private static final String CLASS = "thinking-lengths|acme|0.2";
    private static final Duration EVERY = Duration.ofSeconds(10);

    @Test
    void thoughtsOfAClassAreOneRecord() {
        think("a", ThinkingEnd.MODEL, 1_024);
        think("b", ThinkingEnd.MODEL, 1_024);
        think("c", ThinkingEnd.FORCED, 2_048);
        think("d", ThinkingEnd.NONE, 0);
        pass(EVERY);

        var records = control.readKeyValuesToList();
        assertThat(records).extracting(record -> record.key).containsExactly(CLASS);
        var lengths = lengths(records.getFirst().value);
        assertThat(lengths.getTenant()).isEqualTo("acme");
        assertThat(lengths.getFromScore()).contains(0.2);
        assertThat(lengths.getBuckets())
                .containsExactly(new LengthBucket(80, 2.0, 0.0), new LengthBucket(88, 0.0, 1.0));
        assertThat(lengths.getFinished()).isEqualTo(2);
        assertThat(lengths.getCut()).isEqualTo(1);
        assertThat(lengths.getMean()).isBetween(1_250, 1_365);
        assertThat(lengths.getQuantiles()).hasSize(20).isSorted();
    }

    @Test
    void whatDidNotChangeIsNotPublishedAgain() {
        think("a", ThinkingEnd.MODEL, 900);
        pass(EVERY);
        assertThat(control.readKeyValuesToList()).hasSize(1);

        pass(EVERY);
        assertThat(control.isEmpty()).isTrue();
    }

    @Test
    void anAnswerPublishedTwiceTeachesOnceAndALateOneTeachesToo() {
        think("a", ThinkingEnd.MODEL, 900);
        think("a", ThinkingEnd.MODEL, 900);
        answers.pipeInput("a", thought("a", "late", ThinkingEnd.MODEL, 900));
        pass(EVERY);

        assertThat(lengths(control.readValue()).getFinished()).isEqualTo(2);
    }

    @Test
    void withoutTheTopicNothingIsPublishedAndNothingIsLost() {
        controlStands = false;
        think("a", ThinkingEnd.MODEL, 900);
        pass(EVERY);
        assertThat(control.isEmpty()).isTrue();

        controlStands = true;
        pass(EVERY);
        assertThat(lengths(control.readValue()).getFinished()).isEqualTo(1);
    }

    @Test
    void aForgottenClassIsEnded() {
        think("a", ThinkingEnd.MODEL, 900);
        pass(EVERY);
        assertThat(control.readKeyValuesToList()).hasSize(1);

        pass(Duration.ofHours(25));
        pass(EVERY);
        var end = control.readKeyValue();
        assertThat(end.key).isEqualTo(CLASS);
        assertThat(end.value).isNull();
    }

    private void think(String id, ThinkingEnd end, long reasoning) {
        answers.pipeInput(id, thought(id, "c", end, reasoning));
    }

    private static org.reasoningrouter.wire.Answer thought(
            String id, String callId, ThinkingEnd end, long reasoning) {
        return answer(id, callId)
                .setThinkingEnd(end)
                .setAttempts(List.of(call(callId, usage(10, reasoning, 5))))
                .build();
    }

    private static ThinkingLengths lengths(Control record) {
        return Objects.requireNonNull(record).getThinkingLengths().orElseThrow();
    }
}
