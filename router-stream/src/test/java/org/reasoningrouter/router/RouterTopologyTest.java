package org.reasoningrouter.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.router.classify.FakeClassifier;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Mode;
import org.reasoningrouter.wire.Reason;
import org.reasoningrouter.wire.Route;

class RouterTopologyTest extends RouterTopologyFixture {

    @Test
    void aScoreAtTheThresholdThinks() {
        pipe(prompt("a").setMessages(user("score 0.5")));

        var request = only(requests(Route.THINKING, Lane.INTERACTIVE));
        assertThat(request.key()).isEqualTo("a");
        assertThat(request.value().getMessages()).isEqualTo(user("score 0.5"));
        var decision = request.value().getDecision();
        assertThat(decision.getReason()).isEqualTo(Reason.SCORE);
        assertThat(decision.getScore()).contains(0.5);
        assertThat(decision.getThreshold()).contains(0.5);
        assertThat(decision.getThinkingBudget()).contains(1024);
        assertThat(decision.getPolicyVersion()).isEqualTo("half-1");
        assertThat(decision.getModelVersion()).isEqualTo(FakeClassifier.VERSION);
        assertThat(decision.getBatchSize()).isEqualTo(1);
        assertThat(decision.getTokens()).isEqualTo(9);
        assertThat(decision.getReceivedAt()).isEqualTo(NOW);
        assertThat(decision.getDeadline()).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void aLowerScoreIsFastAndTheDecisionIsTheOneInTheRequest() {
        pipe(prompt("a").setMessages(user("score 0.4")).setLane(Lane.BULK));

        var request = only(requests(Route.FAST, Lane.BULK)).value();
        assertThat(request.getDecision().getThinkingBudget()).isEmpty();
        assertThat(request.getDecision().getDeadline()).isEqualTo(NOW.plusSeconds(600));
        assertThat(decision()).isEqualTo(request.getDecision());
    }

    @Test
    void whatTheClientBringsComesThrough() {
        pipe(
                prompt("a")
                        .setTenant("acme")
                        .setAttributes(Map.of("k", "v"))
                        .setReference("42")
                        .setTraceparent("00-1-2-01")
                        .setMaxAnswerTokens(7)
                        .setTimeLimitMs(5_000L));

        var request = only(requests(Route.FAST, Lane.INTERACTIVE)).value();
        var decision = request.getDecision();
        assertThat(request.getMaxAnswerTokens()).contains(7);
        assertThat(decision.getTenant()).isEqualTo("acme");
        assertThat(decision.getAttributes()).isEqualTo(Map.of("k", "v"));
        assertThat(decision.getReference()).contains("42");
        assertThat(decision.getTraceparent()).contains("00-1-2-01");
        assertThat(decision.getDeadline()).isEqualTo(NOW.plusSeconds(5));
    }

    @Test
    void anExplicitModeAsksNoClassifier() {
        pipe(prompt("a").setMessages(user("score 0.1")).setMode(Mode.THINKING));

        assertThat(decision().getReason()).isEqualTo(Reason.EXPLICIT_MODE);
        assertThat(decision(Route.THINKING).getScore()).isEmpty();
        assertThat(classifier.batches()).isEmpty();
    }

    @Test
    void aHintAsksNoClassifierEither() {
        pipe(prompt("a").setMessages(user("score 0.9 /no_think")));

        assertThat(decision().getReason()).isEqualTo(Reason.HINT);
        assertThat(requests(Route.FAST, Lane.INTERACTIVE)).hasSize(1);
        assertThat(classifier.batches()).isEmpty();
    }

    @Test
    void aScoreThatIsNoNumberFallsBack() {
        pipe(prompt("a").setMessages(user("not a number")));

        assertThat(decision().getReason()).isEqualTo(Reason.CLASSIFIER_NOT_A_NUMBER);
        assertThat(requests(Route.FAST, Lane.INTERACTIVE)).hasSize(1);
        assertThat(count("router.decide.fallbacks")).isEqualTo(1);
    }

    @Test
    void aFailingClassifierFallsBack() {
        pipe(prompt("a").setMessages(user("broken")));
        pipe(prompt("b").setMessages(user("unreadable")));

        assertThat(decisions())
                .extracting(d -> d.value().getReason())
                .containsExactly(Reason.CLASSIFIER_FAILED, Reason.CLASSIFIER_FAILED);
        assertThat(requests(Route.FAST, Lane.INTERACTIVE)).hasSize(2);
    }

    @Test
    void theKeyStandsInForAMissingId() {
        input().pipeInput(bytes("from-key"), wire(prompt("")), NOW);

        assertThat(only(requests(Route.FAST, Lane.INTERACTIVE)).value().getPromptId())
                .isEqualTo("from-key");
    }

    @Test
    void timestampsOfAWildClockCountAsNow() {
        pipe(prompt("old"), Instant.EPOCH);
        pipe(prompt("new"), NOW.plus(Duration.ofDays(3650)));
        pipe(prompt("now"), NOW);

        assertThat(decisions())
                .extracting(d -> d.value().getReceivedAt())
                .containsExactly(NOW, NOW, NOW);
        assertThat(requests(Route.FAST, Lane.INTERACTIVE)).hasSize(3);
    }
}
