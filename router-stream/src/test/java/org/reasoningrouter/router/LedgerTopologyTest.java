package org.reasoningrouter.router;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.reasoningrouter.router.LedgerSamples.decision;
import static org.reasoningrouter.router.LedgerSamples.failure;
import static org.reasoningrouter.router.LedgerSamples.rejection;

import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.topics.DeadLetter;
import org.reasoningrouter.wire.Status;

class LedgerTopologyTest extends LedgerTopologyFixture {

    @Test
    void anAnsweredPromptEndsOnce() {
        decide("p");
        reply("p", "c");
        pass(PAST_DEADLINE);

        var ends = results.readKeyValuesToList();
        assertThat(ends).extracting(end -> end.key).containsExactly("p");
        assertThat(ends).extracting(end -> end.value.getStatus()).containsExactly(Status.ANSWERED);
        assertThat(tail.questions).isEmpty();
    }

    @Test
    void aFailedPromptEndsAsFailed() {
        decide("p");
        answers.pipeInput("p", failure("p", "w"));

        assertThat(statuses()).containsExactly(Status.FAILED);
    }

    @Test
    void aRejectedPromptEndsAtOnce() {
        decisions.pipeInput("p", rejection("p"));
        decisions.pipeInput("p", rejection("p"));
        pass(PAST_DEADLINE);

        assertThat(statuses()).containsExactly(Status.REJECTED);
    }

    @Test
    void anAnswerBeforeItsDecisionEndsThePrompt() {
        reply("p", "c");
        decide("p");
        pass(PAST_DEADLINE);

        assertThat(statuses()).containsExactly(Status.ANSWERED);
    }

    @Test
    void anAnswerPublishedTwiceIsPaidOnce() {
        decide("p");
        reply("p", "c");
        reply("p", "c");

        assertThat(statuses()).containsExactly(Status.ANSWERED);
        assertThat(late.isEmpty()).isTrue();
        assertThat(meters.counter("router.join.repeated").count()).isEqualTo(1);
    }

    @Test
    void aSecondAnswerIsLateAndPaidOnce() {
        decide("p");
        reply("p", "c1");
        reply("p", "c2");
        reply("p", "c2");

        assertThat(statuses()).containsExactly(Status.ANSWERED);
        var second = late.readKeyValuesToList();
        assertThat(second).hasSize(1);
        assertThat(second.getFirst().key).isEqualTo("p");
        assertThat(second.getFirst().value.getCostNanos()).isEqualTo(300_000);
        assertThat(second.getFirst().value.getEndedAs()).isEqualTo(Status.ANSWERED);
    }

    @Test
    void unreadableBytesGoToDeadLettersAsTheyCame() {
        rawAnswers.pipeInput("k".getBytes(UTF_8), "rubbish".getBytes(UTF_8));
        rawAnswers.pipeInput(null, (byte[]) null);

        var letters = deadLetters.readRecordsToList();
        assertThat(letters).hasSize(2);
        var first = letters.getFirst();
        assertThat(first.key()).isEqualTo("k".getBytes(UTF_8));
        assertThat(first.value()).isEqualTo("rubbish".getBytes(UTF_8));
        assertThat(header(first.headers().lastHeader(DeadLetter.TOPIC).value()))
                .isEqualTo("answers");
        assertThat(header(first.headers().lastHeader(DeadLetter.PARTITION).value())).isEqualTo("0");
        assertThat(header(first.headers().lastHeader(DeadLetter.OFFSET).value())).isEqualTo("0");
        assertThat(header(first.headers().lastHeader(DeadLetter.ERROR).value()))
                .isEqualTo("not_wire_format");
        assertThat(letters.getLast().value()).isNull();
        assertThat(header(letters.getLast().headers().lastHeader(DeadLetter.ERROR).value()))
                .isEqualTo("null_value");
    }

    @Test
    void aRecordThatNamesNoPromptIsADeadLetter() {
        decisions.pipeInput("k", decision("").build());

        var letter = deadLetters.readRecord();
        assertThat(header(letter.headers().lastHeader(DeadLetter.ERROR).value()))
                .isEqualTo("missing_id");
        assertThat(results.isEmpty()).isTrue();
    }

    @Test
    void statsAddUpByMinuteAndHour() {
        reply("a", "c1");
        reply("a", "late");
        answers.pipeInput("b", failure("b", "w"));
        decisions.pipeInput("r", rejection("r"));
        pass(Duration.ofSeconds(31));
        reply("c", "c2");
        pass(Duration.ofSeconds(5));

        var newest = stats.readKeyValuesToMap();
        assertThat(newest)
                .containsOnlyKeys(
                        "acme|FAST|MINUTE|2026-05-01T10:00:00Z",
                        "acme|FAST|MINUTE|2026-05-01T10:01:00Z",
                        "acme|FAST|HOUR|2026-05-01T10:00:00Z",
                        "acme|NONE|MINUTE|2026-05-01T10:00:00Z",
                        "acme|NONE|HOUR|2026-05-01T10:00:00Z");
        var hour = Objects.requireNonNull(newest.get("acme|FAST|HOUR|2026-05-01T10:00:00Z"));
        assertThat(hour.getAnswered()).isEqualTo(2);
        assertThat(hour.getFailed()).isEqualTo(1);
        assertThat(hour.getLateAnswers()).isEqualTo(1);
        assertThat(hour.getCostNanos()).isEqualTo(900_000);
        assertThat(hour.getAnswerTokens()).isEqualTo(60);
        assertThat(hour.getEndToEndSum()).isEqualTo(31_000_000);
        assertThat(hour.getEndToEndMax()).isEqualTo(31_000_000);
        var minute = Objects.requireNonNull(newest.get("acme|FAST|MINUTE|2026-05-01T10:01:00Z"));
        assertThat(minute.getAnswered()).isEqualTo(1);
        var rejected = Objects.requireNonNull(newest.get("acme|NONE|MINUTE|2026-05-01T10:00:00Z"));
        assertThat(rejected.getRejected()).isEqualTo(1);
        assertThat(rejected.getRoute()).isEmpty();
    }

    @Test
    void statsThatDidNotChangeAreNotPublishedAgain() {
        reply("a", "c1");
        pass(Duration.ofSeconds(5));
        assertThat(stats.getQueueSize()).isEqualTo(2);

        pass(Duration.ofSeconds(5));
        assertThat(stats.getQueueSize()).isEqualTo(2);
    }
}
