package org.reasoningrouter.router.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.router.batch.Models;
import org.reasoningrouter.router.classify.Classification.Scored;
import org.reasoningrouter.router.classify.FakeClassifier;
import org.reasoningrouter.router.classify.Score;
import org.reasoningrouter.wire.Message;

class OfflineScoringTest {

    @Test
    void promptsAreScoredInTheirOrder() {
        try (var scoring = new OfflineScoring(Models.only(new FakeClassifier()))) {
            var scores = scoring.of(List.of(prompt("score 0.7"), prompt("x".repeat(600))));

            assertThat(scores)
                    .usingRecursiveFieldByFieldElementComparatorIgnoringFields("batchSize")
                    .containsExactly(
                            new Scored(new Score(0.7), 9, false, 1, 1),
                            new Scored(new Score(0), 600, true, 1, 1));
        }
    }

    @Test
    void aPromptThatTheModelFailsOnIsNamedByItsError() {
        try (var scoring = new OfflineScoring(Models.only(new FakeClassifier()))) {
            var broken = List.of(prompt("broken"));

            assertThatThrownBy(() -> scoring.of(broken))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the model failed on the prompt: IllegalStateException");
        }
    }

    private static List<Message> prompt(String content) {
        return List.of(Message.newBuilder().setContent(content).build());
    }
}
