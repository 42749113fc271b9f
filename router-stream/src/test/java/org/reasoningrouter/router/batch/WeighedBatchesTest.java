package org.reasoningrouter.router.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reasoningrouter.router.classify.FakeClassifier;
import org.reasoningrouter.router.measure.RouterMeters;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Message;

/// How many prompts of two lengths share a batch, by what the model was measured to take. Calls of
/// the model alone move the clock.
@Timeout(60)
class WeighedBatchesTest {

    private static final int WARM_UP = 16;
    private static final Duration HOUR = Duration.ofHours(1);

    private final AtomicLong clock = new AtomicLong();

    @Test
    void whereTokensAreDearOnlyPromptsOfOneLengthShareABatch() throws Exception {
        assertThat(sizes(1_000_000)).containsExactly(2, 2);
    }

    @Test
    void whereTokensAreCheapAllShareIt() throws Exception {
        assertThat(sizes(1_000)).containsExactly(4);
    }

    private List<Integer> sizes(long nanosAToken) throws Exception {
        var classifier =
                new FakeClassifier(1, WARM_UP)
                        .on(tokens -> clock.addAndGet(1_000_000 + nanosAToken * tokens));
        var limits = new BatchLimits(8, 4096, HOUR, HOUR, 1, 16);
        var meters = new RouterMeters(new SimpleMeterRegistry());
        try (var batcher = new Batcher(Models.only(classifier), limits, meters, clock::get)) {
            batcher.warmUp(messages("score 0.5"));
            score(batcher, classifier);
        }
        return classifier.batches().stream().skip(WARM_UP + 1).toList();
    }

    // One keeps the session busy until all others wait.
    private static void score(Batcher batcher, FakeClassifier classifier) throws Exception {
        var _ = submit(batcher, "score 0.0");
        for (var i = 0; i <= WARM_UP; i++) {
            var _ = classifier.nextStarted();
        }
        var tickets = submit(batcher, "score 0.1", "score 0.22", "score 0.3", "score 0.44");
        classifier.allow(1_000);
        tickets.forEach(batcher::await);
    }

    // Of one poll, tokenised by this thread.
    private static List<Ticket> submit(Batcher batcher, String... texts) {
        try (var _ = batcher.poll()) {
            return Stream.of(texts)
                    .map(text -> new Question(messages(text), Lane.INTERACTIVE, "a"))
                    .map(question -> batcher.submitAlone(question, HOUR.toNanos()))
                    .toList();
        }
    }

    private static List<Message> messages(String text) {
        return List.of(Message.newBuilder().setContent(text).build());
    }
}
