package org.reasoningrouter.router.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reasoningrouter.router.classify.FakeClassifier;
import org.reasoningrouter.router.measure.RouterMeters;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Message;

/// When a full batch waits for the tokenisers. Each of them holds a prompt, and so many more wait
/// that it is worth it; the batch is tokenised by the thread that asks.
@Timeout(60)
class TokeniseFirstTest {

    private static final Duration MOMENT = Duration.ofMillis(300);
    private static final int CORES = Runtime.getRuntime().availableProcessors();
    private static final int BATCH = 2;
    private static final int BACKLOG = Math.max(CORES, ModelStage.BACKLOG_BATCHES * BATCH) + 1;

    private final FakeClassifier classifier = new FakeClassifier();

    @Test
    void onTheCoresOfTheModelAFullBatchWaitsForThem() throws Exception {
        try (var batcher = batcher(classifier.onCores(), CORES, true)) {
            fillBehind(batcher, BACKLOG);
            assertThat(classifier.startedWithin(MOMENT)).isEmpty();

            classifier.release(1);

            assertThat(classifier.nextStarted()).isEqualTo(BATCH);
        }
    }

    @Test
    void behindFewPromptsAFullBatchLeaves() throws Exception {
        try (var batcher = batcher(classifier.onCores(), CORES, true)) {
            fillBehind(batcher, BACKLOG - 1);

            assertThat(classifier.nextStarted()).isEqualTo(BATCH);
        }
    }

    @Test
    void besideAModelElsewhereAFullBatchLeaves() throws Exception {
        try (var batcher = batcher(classifier, CORES, true)) {
            fillBehind(batcher, BACKLOG);

            assertThat(classifier.nextStarted()).isEqualTo(BATCH);
        }
    }

    @Test
    void withACoreToSpareAFullBatchLeaves() throws Exception {
        assumeTrue(CORES > 1);
        try (var batcher = batcher(classifier.onCores(), CORES - 1, true)) {
            fillBehind(batcher, BACKLOG);

            assertThat(classifier.nextStarted()).isEqualTo(BATCH);
        }
    }

    @Test
    void unlessItIsSetAFullBatchLeaves() throws Exception {
        try (var batcher = batcher(classifier.onCores(), CORES, false)) {
            fillBehind(batcher, BACKLOG);

            assertThat(classifier.nextStarted()).isEqualTo(BATCH);
        }
    }

    private static Batcher batcher(
            FakeClassifier classifier, int tokenizers, boolean tokenizeFirst) {
        var hour = Duration.ofHours(1);
        return new Batcher(
                Models.only(classifier),
                new BatchLimits(
                        BATCH, 4096, hour, hour, tokenizers, BACKLOG + BATCH, tokenizeFirst),
                new RouterMeters(new SimpleMeterRegistry()),
                System::nanoTime);
    }

    private static void fillBehind(Batcher batcher, int prompts) {
        var due = System.nanoTime() + Duration.ofHours(1).toNanos();
        for (var i = 0; i < prompts; i++) {
            batcher.submit(question("held"), due);
        }
        batcher.submitAlone(question("score 0.1"), due);
        batcher.submitAlone(question("score 0.2"), due);
    }

    private static Question question(String text) {
        return new Question(
                List.of(Message.newBuilder().setContent(text).build()), Lane.INTERACTIVE, "a");
    }
}
