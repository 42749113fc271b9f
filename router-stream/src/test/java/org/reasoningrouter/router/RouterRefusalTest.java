package org.reasoningrouter.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.topics.AvroSerdes;
import org.reasoningrouter.topics.DeadLetter;
import org.reasoningrouter.topics.RegistryUnreachableException;
import org.reasoningrouter.topics.Topics;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Outcome;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Reason;
import org.reasoningrouter.wire.Route;

/// What the router does not route, and where it goes instead.
class RouterRefusalTest extends RouterTopologyFixture {

    @Test
    void theSamePromptAgainIsNotRoutedAgain() {
        pipe(prompt("a").setTraceparent("00-1-2-01").setAttributes(Map.of("x", "1", "y", "2")));
        pipe(prompt("a").setTraceparent("00-3-4-01").setAttributes(Map.of("y", "2", "x", "1")));

        assertThat(requests(Route.FAST, Lane.INTERACTIVE)).hasSize(1);
        assertThat(decisions()).hasSize(1);
        assertThat(deadLetters()).isEmpty();
        assertThat(count("router.admit.duplicates")).isEqualTo(1);
    }

    @Test
    void anotherBodyUnderTheSameIdIsADeadLetterAndTheFirstUnharmed() {
        pipe(prompt("a").setMessages(user("first")));
        pipe(prompt("a").setMessages(user("second")));

        assertThat(only(requests(Route.FAST, Lane.INTERACTIVE)).value().getMessages())
                .isEqualTo(user("first"));
        var letter = only(deadLetters());
        assertThat(text(letter.headers(), DeadLetter.ERROR)).isEqualTo("CONFLICT");
        assertThat(text(letter.headers(), DeadLetter.OFFSET)).isEqualTo("1");
        assertThat(decisions()).hasSize(1);
    }

    @Test
    void anIdIsHeldForItsWholeWindow() {
        var middleOfASpan = NOW.plus(Duration.ofMinutes(30));
        pipeAt(middleOfASpan, prompt("a").setMessages(user("first")));
        pipeAt(middleOfASpan.plus(WINDOW).minusMillis(1), prompt("later"));
        pipeAt(middleOfASpan.plus(WINDOW), prompt("a").setMessages(user("second")));

        assertThat(requests(Route.FAST, Lane.INTERACTIVE))
                .extracting(TestRecord::key)
                .containsExactly("a", "later");
        assertThat(deadLetters()).hasSize(1);
    }

    @Test
    void anIdIsFreeAgainAfterItsWindow() {
        var middleOfASpan = NOW.plus(Duration.ofMinutes(30));
        var after = middleOfASpan.plus(WINDOW).plusMillis(1);
        pipeAt(middleOfASpan, prompt("a").setMessages(user("first")));
        pipeAt(after, prompt("a").setMessages(user("second")));
        pipeAt(after.plus(WINDOW), prompt("a").setMessages(user("second")));

        assertThat(requests(Route.FAST, Lane.INTERACTIVE)).hasSize(2);
        assertThat(deadLetters()).isEmpty();
        assertThat(count("router.admit.duplicates")).isEqualTo(1);
    }

    private void pipeAt(Instant instant, Prompt.Builder prompt) {
        now = instant;
        pipe(prompt, instant);
    }

    @Test
    void withoutIdentityEveryRecordIsRouted() {
        driver = drive(SERDES, Optional.empty());
        pipe(prompt("a"));
        pipe(prompt("a"));

        assertThat(requests(Route.FAST, Lane.INTERACTIVE)).hasSize(2);
    }

    @Test
    void everyRejectionIsADecisionThatSaysWhy() {
        rejects(Reason.EMPTY, p -> p.setMessages(user("  ")));
        rejects(Reason.EMPTY, p -> p.setMessages(List.of()));
        rejects(Reason.TOO_LONG, p -> p.setMessages(user("x".repeat((1 << 20) + 1))));
        rejects(Reason.BAD_ENCODING, p -> p.setMessages(user("lost \uFFFD byte")));
        rejects(Reason.UNKNOWN_TENANT, p -> p.setTenant("stranger"));
        rejects(Reason.PAST_DEADLINE, p -> p.setTimeLimitMs(0L));
        rejects(Reason.OUT_OF_RANGE, p -> p.setMaxThinkingTokens(-1));
        assertThat(deadLetters()).isEmpty();
    }

    @Test
    void aPromptReadAfterItsDeadlineIsRejected() {
        now = NOW.plusSeconds(60);
        pipe(prompt("a"));

        assertThat(decision().getReason()).isEqualTo(Reason.PAST_DEADLINE);
    }

    @Test
    void aPromptTooLargeToReportLeavesItsLoadBehind() {
        pipe(prompt("a").setAttributes(Map.of("k", "v".repeat(1 << 20))).setReference("r"));

        var decision = decision();
        assertThat(decision.getOutcome()).isEqualTo(Outcome.REJECTED);
        assertThat(decision.getReason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(decision.getAttributes()).isEmpty();
        assertThat(decision.getReference()).isEmpty();
    }

    @Test
    void whatCannotBeReadGoesToDeadLettersAsItCame() {
        var unreadable = new byte[] {0, 0, 0, 0, 99, 1, 2, 3};
        input().pipeInput(new TestRecord<>(bytes("k"), unreadable, NOW));

        var letter = only(deadLetters());
        assertThat(letter.key()).isEqualTo(bytes("k"));
        assertThat(letter.value()).isEqualTo(unreadable);
        assertThat(text(letter.headers(), DeadLetter.ERROR)).isEqualTo("unknown_schema");
        assertThat(text(letter.headers(), DeadLetter.TOPIC)).isEqualTo("prompts");
        assertThat(text(letter.headers(), DeadLetter.PARTITION)).isEqualTo("0");
        assertThat(text(letter.headers(), DeadLetter.OFFSET)).isEqualTo("0");
        assertThat(decisions()).isEmpty();
    }

    @Test
    void nullAndDamagedValuesAreDeadLetters() {
        input().pipeInput(new TestRecord<>(bytes("k"), null, NOW));
        input().pipeInput(new TestRecord<>(bytes("k"), bytes("plain text"), NOW));

        assertThat(deadLetters())
                .extracting(letter -> text(letter.headers(), DeadLetter.ERROR))
                .containsExactly("null_value", "not_wire_format");
    }

    @Test
    void aPromptWithoutIdAndKeyIsADeadLetter() {
        input().pipeInput(new TestRecord<>(null, wire(prompt("")), NOW));
        input().pipeInput(new TestRecord<>(null, wire(prompt("x".repeat(257))), NOW));

        assertThat(deadLetters())
                .extracting(letter -> text(letter.headers(), DeadLetter.ERROR))
                .containsExactly("MISSING_ID", "OUT_OF_RANGE");
    }

    @Test
    void aDeadLetterThatFitsNoRecordLeavesItsBytesBehind() {
        input().pipeInput(new TestRecord<>(bytes("k"), new byte[Topics.RECORD_BYTES], NOW));

        var letter = only(deadLetters());
        assertThat(letter.value()).isNull();
        assertThat(text(letter.headers(), DeadLetter.OFFSET)).isEqualTo("0");
    }

    @Test
    void anUnreachableRegistryEndsTheThreadAndLosesNothing() {
        var nowhere = new AvroSerdes(Map.of("schema.registry.url", "http://127.0.0.1:1"));
        driver = drive(nowhere, Optional.empty());

        assertThatThrownBy(() -> input().pipeInput(bytes("a"), wire(prompt("a")), NOW))
                .isInstanceOf(StreamsException.class)
                .hasRootCauseInstanceOf(java.net.ConnectException.class)
                .hasStackTraceContaining(RegistryUnreachableException.class.getName());
        assertThat(deadLetters()).isEmpty();
    }
}
