package org.reasoningrouter.router.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.router.admit.Admission.Admitted;
import org.reasoningrouter.router.admit.Arrival;
import org.reasoningrouter.router.classify.Classification.Scored;
import org.reasoningrouter.router.classify.Score;
import org.reasoningrouter.router.decide.RoutingPolicy.Band;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.wire.ThinkingLengths;

class DecisionsTest {

    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");

    private final LearnedLengths learned = new LearnedLengths(10);

    @Test
    void aDecisionBearsWhatItsClassHasLearnt() {
        learned.learn("thinking-lengths|acme|0.6", lengths(740, 1_900));

        assertThat(decision("acme", 0.7).getExpectedThinkingTokens()).isEqualTo(740);
        assertThat(decision("acme", 0.7).getThinkingBudget()).contains(2_048);
        assertThat(decision("acme", 0.7).getPolicyVersion()).isEqualTo("v");
    }

    @Test
    void otherClassesGoByThePolicy() {
        learned.learn("thinking-lengths|acme|0.6", lengths(740, 1_900));

        assertThat(decision("acme", 0.9).getExpectedThinkingTokens()).isEqualTo(1_200);
        assertThat(decision("acme", 0.9).getThinkingBudget()).contains(4_096);
        assertThat(decision("globex", 0.7).getExpectedThinkingTokens()).isEqualTo(1_200);
    }

    @Test
    void aFastDecisionIsPricedByItsClassAndHasNoBudget() {
        learned.learn("thinking-lengths|acme|0.2", lengths(300, 700));

        var fast = decision("acme", 0.3);

        assertThat(fast.getRoute()).contains(Route.FAST);
        assertThat(fast.getExpectedThinkingTokens()).isEqualTo(300);
        assertThat(fast.getThinkingBudget()).isEmpty();
    }

    private Decision decision(String tenant, double score) {
        var policy =
                new RoutingPolicy(
                        "v",
                        0.5,
                        Route.FAST,
                        1_200,
                        List.of(new Band(0, 4_096)),
                        true,
                        new Learning(
                                50, true, Optional.of(new LearnedBudget(0.95, 0, 256, 1_024))));
        var prompt =
                Prompt.newBuilder()
                        .setPromptId("p")
                        .setTenant(tenant)
                        .setMessages(List.of(Message.newBuilder().setContent("x").build()))
                        .build();
        return Decisions.routed(
                new Admitted(prompt, new Arrival(Optional.of("p"), NOW, NOW), NOW.plusSeconds(60)),
                new Scored(new Score(score), 3, false, 1, 1),
                new PolicyInForce(policy, "m"),
                new ControlState(learned, new Leases(1), new Backlog(true)),
                NOW);
    }

    /// All quantiles up to 90 % at the mean, those above at the high one.
    private static ThinkingLengths lengths(int mean, int high) {
        return ThinkingLengths.newBuilder()
                .setTenant("acme")
                .setAt(NOW)
                .setFinished(50)
                .setMean(mean)
                .setQuantiles(
                        LearnedBudget.QUANTILES.stream()
                                .map(share -> share > 0.9 ? high : mean)
                                .toList())
                .build();
    }
}
