package org.reasoningrouter.router.admit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.router.admit.Admission.Admitted;
import org.reasoningrouter.router.admit.Admission.Rejected;
import org.reasoningrouter.router.admit.Admission.Unroutable;
import org.reasoningrouter.wire.Generation;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Reason;

class AdmissionRulesTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Deadlines DEADLINES =
            new Deadlines(Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofHours(1));

    private final AdmissionRules rules =
            new AdmissionRules(new AdmissionLimits(1_000, Set.of("default"), DEADLINES));

    @Test
    void aSoundPromptGoesOnWithItsDeadline() {
        var prompt = prompt().setLane(Lane.BULK).build();

        assertThat(rules.admit(prompt, arrival("k")))
                .isEqualTo(new Admitted(prompt, arrival("k"), NOW.plus(Duration.ofMinutes(10))));
    }

    @Test
    void theKeyIsTheIdOfAPromptWithout() {
        var admission = rules.admit(prompt().setPromptId("").build(), arrival("k"));

        assertThat(admission)
                .isInstanceOfSatisfying(
                        Admitted.class, a -> assertThat(a.prompt().getPromptId()).isEqualTo("k"));
    }

    @Test
    void withoutAUsableIdNothingCanBeReported() {
        assertThat(rules.admit(prompt().setPromptId("").build(), arrival("")))
                .isInstanceOfSatisfying(
                        Unroutable.class, u -> assertThat(u.error()).isEqualTo("MISSING_ID"));
        assertThat(rules.admit(prompt().setPromptId("x".repeat(257)).build(), arrival("k")))
                .isInstanceOfSatisfying(
                        Unroutable.class, u -> assertThat(u.error()).isEqualTo("OUT_OF_RANGE"));
        assertThat(rules.admit(prompt().setPromptId("x".repeat(256)).build(), arrival("k")))
                .isInstanceOf(Admitted.class);
    }

    @Test
    void textIsCountedInBytesOverAllMessages() {
        admits(p -> p.setMessages(List.of(text("x".repeat(500)), text("é".repeat(250)))));
        rejects(
                Reason.TOO_LONG,
                p -> p.setMessages(List.of(text("x".repeat(501)), text("é".repeat(250)))));
    }

    @Test
    void aPromptWithoutTextIsEmpty() {
        rejects(Reason.EMPTY, p -> p.setMessages(List.of()));
        rejects(Reason.EMPTY, p -> p.setMessages(List.of(text(""), text(" \n"))));
        admits(p -> p.setMessages(List.of(text(""), text("x"))));
    }

    @Test
    void lostBytesAreSeen() {
        rejects(Reason.BAD_ENCODING, p -> p.setMessages(List.of(text("a\uFFFDb"))));
        rejects(Reason.BAD_ENCODING, p -> p.setMessages(List.of(text("a\uD83D"))));
        rejects(Reason.BAD_ENCODING, p -> p.setMessages(List.of(text("\uDE00a"))));
        rejects(Reason.BAD_ENCODING, p -> p.setPromptId("a\uFFFD"));
        admits(p -> p.setMessages(List.of(text("fine \uD83D\uDE00 fine"))));
    }

    @Test
    void onlyListedTenantsAreLetIn() {
        rejects(Reason.UNKNOWN_TENANT, p -> p.setTenant("stranger"));
        var open = new AdmissionRules(new AdmissionLimits(1_000, Set.of(), DEADLINES));
        assertThat(open.admit(prompt().setTenant("stranger").build(), arrival("k")))
                .isInstanceOf(Admitted.class);
    }

    @Test
    void aPromptIsPastItsDeadlineAtTheVeryInstant() {
        rejects(Reason.PAST_DEADLINE, p -> p.setTimeLimitMs(0L));
        rejects(Reason.PAST_DEADLINE, p -> p.setTimeLimitMs(-5L));
        var prompt = prompt().setTimeLimitMs(1_000L).build();
        assertThat(rules.admit(prompt, waited(Duration.ofMillis(999))))
                .isInstanceOf(Admitted.class);
        assertThat(rules.admit(prompt, waited(Duration.ofSeconds(1)))).isInstanceOf(Rejected.class);
    }

    @Test
    void noLimitOfItsOwnReachesBeyondTheMost() {
        var admission = rules.admit(prompt().setTimeLimitMs(Long.MAX_VALUE).build(), arrival("k"));

        assertThat(admission)
                .isInstanceOfSatisfying(
                        Admitted.class,
                        a -> assertThat(a.deadline()).isEqualTo(NOW.plus(Duration.ofHours(1))));
    }

    @Test
    void numbersOutOfTheirRangeAreRejected() {
        rejects(Reason.OUT_OF_RANGE, p -> p.setMaxThinkingTokens(0));
        rejects(Reason.OUT_OF_RANGE, p -> p.setMaxAnswerTokens(0));
        rejects(Reason.OUT_OF_RANGE, p -> generation(p, g -> g.setTemperature(2.01)));
        rejects(Reason.OUT_OF_RANGE, p -> generation(p, g -> g.setTemperature(-0.01)));
        rejects(Reason.OUT_OF_RANGE, p -> generation(p, g -> g.setTemperature(Double.NaN)));
        rejects(Reason.OUT_OF_RANGE, p -> generation(p, g -> g.setTopP(0.0)));
        rejects(Reason.OUT_OF_RANGE, p -> generation(p, g -> g.setTopP(1.01)));
        rejects(
                Reason.OUT_OF_RANGE,
                p -> generation(p, g -> g.setStop(Collections.nCopies(17, "."))));
        rejects(Reason.OUT_OF_RANGE, p -> p.setTenant("x".repeat(257)));
        admits(p -> generation(p, g -> g.setTemperature(2.0).setTopP(1.0)));
    }

    @Test
    void whatStandsBesideTheMessagesIsBounded() {
        var most = AdmissionLimits.BESIDE_BYTES;
        rejects(Reason.TOO_LARGE, p -> p.setAttributes(Map.of("k", "x".repeat(most))));
        rejects(Reason.TOO_LARGE, p -> p.setReference("x".repeat(most)));
        rejects(Reason.TOO_LARGE, p -> p.setMessages(Collections.nCopies(most / 8, text("x"))));
        admits(p -> p.setReference("x".repeat(most / 2)));
    }

    private void admits(UnaryOperator<Prompt.Builder> change) {
        assertThat(rules.admit(change.apply(prompt()).build(), arrival("k")))
                .isInstanceOf(Admitted.class);
    }

    private void rejects(Reason reason, UnaryOperator<Prompt.Builder> fault) {
        assertThat(rules.admit(fault.apply(prompt()).build(), arrival("k")))
                .isInstanceOfSatisfying(
                        Rejected.class, r -> assertThat(r.reason()).isEqualTo(reason));
    }

    private static Prompt.Builder prompt() {
        return Prompt.newBuilder().setPromptId("id").setMessages(List.of(text("hello")));
    }

    private static Prompt.Builder generation(
            Prompt.Builder prompt, UnaryOperator<Generation.Builder> change) {
        return prompt.setGeneration(change.apply(Generation.newBuilder()).build());
    }

    private static Message text(String text) {
        return Message.newBuilder().setContent(text).build();
    }

    private static Arrival arrival(String key) {
        return new Arrival(Optional.of(key), NOW, NOW);
    }

    private static Arrival waited(Duration wait) {
        return new Arrival(Optional.empty(), NOW, NOW.plus(wait));
    }
}
