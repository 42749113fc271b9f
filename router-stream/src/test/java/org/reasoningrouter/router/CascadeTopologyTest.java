package org.reasoningrouter.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.router.batch.Band;
import org.reasoningrouter.router.batch.Band.Point;
import org.reasoningrouter.router.batch.Models;
import org.reasoningrouter.router.classify.FakeClassifier;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Reason;
import org.reasoningrouter.wire.Route;

/// The router with two models: what its decisions say of them.
class CascadeTopologyTest extends RouterTopologyFixture {

    private final FakeClassifier second = FakeClassifier.second(1_000);

    @Override
    Models models() {
        var band =
                new Band(
                        FakeClassifier.VERSION,
                        FakeClassifier.SECOND_VERSION,
                        0.5,
                        0.4,
                        0.6,
                        List.of(new Point(0.2, 0.1), new Point(0.8, 0.9)));
        return new Models(Optional.of(new Models.First(classifier, band)), second, 1 << 20);
    }

    @Test
    void aDecisionOfTheFirstModelBearsItsScoreOnTheSecondsScale() {
        pipe(prompt("a").setMessages(user("score 0.8 second:score 0.1")));

        var decision = decision(Route.THINKING);
        assertThat(decision.getModelStage()).isEqualTo(1);
        assertThat(decision.getScore()).contains(0.9);
        assertThat(decision.getThinkingBudget()).contains(4096);
        assertThat(decision.getModelVersion()).isEqualTo("fake-1>fake-2");
        assertThat(second.batches()).isEmpty();
    }

    @Test
    void aDecisionOfTheSecondModelSaysSo() {
        pipe(prompt("a").setMessages(user("score 0.5 second:score 0.3")));

        var decision = decision(Route.FAST);
        assertThat(decision.getModelStage()).isEqualTo(2);
        assertThat(decision.getScore()).contains(0.3);
        assertThat(decision.getTokens()).isEqualTo(9);
    }

    @Test
    void aFailureOfTheSecondModelFallsBackWithTheReason() {
        pipe(prompt("a").setMessages(user("score 0.5 second:broken")));
        pipe(prompt("b").setMessages(user("score 0.5 second:not a number")));

        assertThat(decisions())
                .extracting(d -> d.value().getReason())
                .containsExactly(Reason.CLASSIFIER_FAILED, Reason.CLASSIFIER_NOT_A_NUMBER);
        assertThat(requests(Route.FAST, Lane.INTERACTIVE)).hasSize(2);
    }

    @Test
    void aRememberedScoreIsMarked() {
        for (var id : List.of("a", "b")) {
            pipe(prompt(id).setMessages(user("score 0.5 second:score 0.7")));
        }

        assertThat(decisions())
                .extracting(d -> d.value().getScoreCached())
                .containsExactly(false, true);
        assertThat(classifier.batches()).containsExactly(1);
        assertThat(second.batches()).containsExactly(1);
    }
}
