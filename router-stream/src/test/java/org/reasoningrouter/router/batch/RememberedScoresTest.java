package org.reasoningrouter.router.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reasoningrouter.router.classify.Classification;
import org.reasoningrouter.router.classify.Classification.Failed;
import org.reasoningrouter.router.classify.Classification.Scored;
import org.reasoningrouter.router.classify.FakeClassifier;
import org.reasoningrouter.router.classify.Score;
import org.reasoningrouter.router.decide.Learning;
import org.reasoningrouter.router.decide.RoutingPolicy;
import org.reasoningrouter.router.measure.RouterMeters;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Route;

@Timeout(60)
class RememberedScoresTest {

    private final FakeClassifier classifier = new FakeClassifier();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Batcher batcher =
            new Batcher(
                    new Models(Optional.empty(), classifier, 1 << 20),
                    new BatchLimits(4, 4096, Duration.ofHours(1), Duration.ofHours(1), 1, 16),
                    new RouterMeters(registry),
                    System::nanoTime);

    @AfterEach
    void stop() {
        batcher.close();
    }

    @Test
    void aPromptThatComesAgainAsksNoModel() {
        assertThat(score("a", "score 0.3")).isEqualTo(scored(1));

        assertThat(score("a", "score 0.3")).isEqualTo(scored(0));
        assertThat(classifier.batches()).containsExactly(1);
        assertThat(count("hit")).isEqualTo(1);
        assertThat(count("miss")).isEqualTo(1);
    }

    @Test
    void theSamePromptOfAnotherTenantDoes() {
        score("a", "score 0.3");

        assertThat(score("b", "score 0.3")).isEqualTo(scored(1));
        assertThat(classifier.batches()).containsExactly(1, 1);
        assertThat(count("hit")).isZero();
    }

    @Test
    void failuresAreNotRemembered() {
        for (var i = 0; i < 2; i++) {
            assertThat(score("a", "broken")).isInstanceOf(Failed.class);
            assertThat(score("a", "not a number")).isInstanceOf(Scored.class);
        }

        assertThat(count("hit")).isZero();
        assertThat(classifier.batches()).containsExactly(1, 1, 1, 1);
    }

    @Test
    void whatWarmsTheModelUpIsNotRemembered() {
        batcher.warmUp(messages("score 0.3"));

        assertThat(classifier.batches()).containsOnly(1, 4);
        assertThat(score("a", "score 0.3")).isEqualTo(scored(1));
        assertThat(batcher.needed(1)).isPositive();
    }

    @Test
    void aRememberedScoreIsDecidedAnew() {
        score("a", "score 0.3");
        var remembered = score("a", "score 0.3");
        var prompt =
                Prompt.newBuilder().setPromptId("p").setMessages(messages("score 0.3")).build();

        assertThat(policy(0.2).choose(prompt, remembered).route()).isEqualTo(Route.THINKING);
        assertThat(policy(0.4).choose(prompt, remembered).route()).isEqualTo(Route.FAST);
    }

    private static RoutingPolicy policy(double threshold) {
        var budgets = List.of(new RoutingPolicy.Band(0, 1_024));
        return new RoutingPolicy(
                "at-" + threshold, threshold, Route.FAST, 1_200, budgets, true, Learning.OFF);
    }

    private Classification score(String tenant, String text) {
        var question = new Question(messages(text), Lane.BULK, tenant);
        return batcher.await(
                batcher.submit(question, System.nanoTime() + TimeUnit.HOURS.toNanos(1)));
    }

    private double count(String result) {
        return registry.get("router.classify.cache").tag("result", result).counter().count();
    }

    private static Scored scored(int batchSize) {
        return new Scored(new Score(0.3), 9, false, batchSize, 1);
    }

    private static List<Message> messages(String text) {
        return List.of(Message.newBuilder().setContent(text).build());
    }
}
