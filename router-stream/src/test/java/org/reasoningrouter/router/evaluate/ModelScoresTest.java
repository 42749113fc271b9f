package org.reasoningrouter.router.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.router.classify.Classification.Scored;
import org.reasoningrouter.router.classify.FakeClassifier;
import org.reasoningrouter.router.classify.Score;
import org.reasoningrouter.wire.Message;

class ModelScoresTest {

    @Test
    void eachCallIsOneBatchOfTheOnlyStage() {
        try (var classifier = new FakeClassifier()) {
            var scores =
                    new ModelScores(classifier)
                            .of(List.of(prompt("score 0.7"), prompt("x".repeat(600))));

            assertThat(scores)
                    .containsExactly(
                            new Scored(new Score(0.7), 9, false, 2, 1),
                            new Scored(new Score(0), 600, true, 2, 1));
            assertThat(classifier.batches()).containsExactly(2);
        }
    }

    private static List<Message> prompt(String content) {
        return List.of(Message.newBuilder().setContent(content).build());
    }
}
