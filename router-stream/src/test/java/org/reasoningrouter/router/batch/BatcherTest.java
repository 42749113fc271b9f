package org.reasoningrouter.router.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reasoningrouter.router.classify.Classification;
import org.reasoningrouter.router.classify.Classification.Failed;
import org.reasoningrouter.router.classify.Classification.Late;
import org.reasoningrouter.router.classify.Classification.Scored;
import org.reasoningrouter.router.classify.FakeClassifier;
import org.reasoningrouter.router.classify.Score;
import org.reasoningrouter.router.measure.RouterMeters;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Message;

/// The linger is an hour, so nothing here leaves by it. There is one tokeniser, so prompts come to
/// the queue in the order of their submission.
@Timeout(60)
class BatcherTest {

    private static final long FAR = TimeUnit.HOURS.toNanos(1);

    private final FakeClassifier classifier = new FakeClassifier(1, 0);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Batcher batcher =
            new Batcher(
                    Models.only(classifier),
                    new BatchLimits(4, 4096, Duration.ofHours(1), Duration.ofHours(1), 1, 16),
                    new RouterMeters(registry),
                    System::nanoTime);

    @AfterEach
    void stop() {
        classifier.allow(1_000);
        batcher.close();
    }

    @Test
    void aLonePromptNeedsNoCompany() {
        classifier.allow(1);

        assertThat(batcher.await(submit("score 0.3"))).isEqualTo(scored(0.3, 1));
    }

    @Test
    void aBatchFillsAcrossPollsOfAllThreads() throws Exception {
        classifier.allow(1);
        var tickets = new ArrayList<Ticket>();
        try (var _ = batcher.poll()) {
            tickets.add(submit("score 0.1"));
            tickets.add(submit("score 0.2"));
            var other =
                    Thread.startVirtualThread(() -> {
                        try (var _ = batcher.poll()) {
                            tickets.add(submit("score 0.3"));
                            tickets.add(submit("score 0.4"));
                        }
                    });
            other.join();

            assertThat(tickets.stream().map(batcher::await))
                    .containsExactly(
                            scored(0.1, 4), scored(0.2, 4), scored(0.3, 4), scored(0.4, 4));
        }
        assertThat(registry.get("router.batch.fill").summary().max()).isEqualTo(1);
    }

    @Test
    void aBatchLeavesWithThePollThatFedIt() {
        classifier.allow(1);
        var tickets = new ArrayList<Ticket>();
        try (var _ = batcher.poll()) {
            tickets.add(submit("score 0.1"));
            tickets.add(submit("score 0.2"));
        }

        assertThat(tickets.stream().map(batcher::await))
                .containsExactly(scored(0.1, 2), scored(0.2, 2));
    }

    @Test
    void oneBadPromptCostsItsNeighboursNothing() {
        classifier.allow(10);
        var tickets = new ArrayList<Ticket>();
        try (var _ = batcher.poll()) {
            for (var text : List.of("score 0.1", "broken", "score 0.3", "score 0.4")) {
                tickets.add(submit(text));
            }
        }

        assertThat(tickets.stream().map(batcher::await))
                .filteredOn(c -> c instanceof Failed)
                .containsExactly(new Failed("IllegalStateException"));
        assertThat(batcher.await(tickets.get(1))).isInstanceOf(Failed.class);
        assertThat(tickets).filteredOn(t -> batcher.await(t) instanceof Scored).hasSize(3);
    }

    @Test
    void aTokeniserThatFailsFailsOnlyItsPrompt() {
        classifier.allow(1);

        assertThat(batcher.await(submit("unreadable")))
                .isEqualTo(new Failed("IllegalStateException"));
        assertThat(batcher.await(submit("score 0.3"))).isEqualTo(scored(0.3, 1));
    }

    @Test
    void aPromptIsLateAtTheDeadlineOfItsPoll() throws Exception {
        var stuck = submit("score 0.1");
        assertThat(classifier.nextStarted()).isEqualTo(1);

        var late = batcher.submit(question("score 0.2"), System.nanoTime());
        assertThat(batcher.await(late)).isEqualTo(new Late());

        classifier.allow(1);
        assertThat(batcher.await(stuck)).isEqualTo(scored(0.1, 1));
    }

    @Test
    void theQueueIsBounded() throws Exception {
        submit("score 0.1");
        assertThat(classifier.nextStarted()).isEqualTo(1);
        for (var i = 1; i < 16; i++) {
            submit("score 0.1");
        }

        var one = batcher.submit(question("score 0.1"), System.nanoTime());

        assertThat(batcher.await(one)).isEqualTo(new Late());
    }

    @Test
    void interactivePromptsOvertakeBulkOnes() throws Exception {
        var running = submit("score 0.1");
        assertThat(classifier.nextStarted()).isEqualTo(1);
        var bulk = submit(Lane.BULK, "score 0.1", 4);
        var interactive = submit(Lane.INTERACTIVE, "score 0.2", 4);
        batcher.await(submit("unreadable"));

        classifier.allow(2);

        assertThat(batcher.await(running)).isEqualTo(scored(0.1, 1));
        assertThat(interactive.stream().map(batcher::await)).containsOnly(scored(0.2, 4));
        assertThat(bulk).allMatch(Ticket::isOpen);
    }

    @Test
    void whatIsNeededGrowsWithWhatWaits() throws Exception {
        var clock = new AtomicLong();
        var limits = new BatchLimits(4, 4096, Duration.ofHours(1), Duration.ofHours(1), 1, 16);
        try (var timed = new Batcher(Models.only(classifier), limits, meters(), clock::get)) {
            var first = timed.submit(question("score 0.1"), FAR);
            assertThat(classifier.nextStarted()).isEqualTo(1);
            clock.addAndGet(Duration.ofMillis(8).toNanos());
            classifier.allow(1);
            timed.await(first);
            assertThat(timed.needed(1)).isEqualTo(Duration.ofMillis(8));

            for (var i = 0; i < 3; i++) {
                timed.submit(question("score 0.1"), FAR);
            }

            assertThat(timed.needed(2)).isEqualTo(Duration.ofMillis(5 * 8));
            classifier.allow(3);
        }
    }

    private List<Ticket> submit(Lane lane, String text, int times) {
        return IntStream.range(0, times)
                .mapToObj(_ -> batcher.submit(question(lane, text), deadline()))
                .toList();
    }

    private RouterMeters meters() {
        return new RouterMeters(registry);
    }

    private Ticket submit(String text) {
        return batcher.submit(question(text), deadline());
    }

    private static long deadline() {
        return System.nanoTime() + FAR;
    }

    private static Classification scored(double score, int batchSize) {
        return new Scored(new Score(score), 9, false, batchSize, 1);
    }

    private static Question question(String text) {
        return question(Lane.INTERACTIVE, text);
    }

    private static Question question(Lane lane, String text) {
        return new Question(List.of(Message.newBuilder().setContent(text).build()), lane, "a");
    }
}
