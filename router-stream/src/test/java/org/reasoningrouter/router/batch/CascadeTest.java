package org.reasoningrouter.router.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reasoningrouter.router.batch.Band.Point;
import org.reasoningrouter.router.classify.Classification;
import org.reasoningrouter.router.classify.Classification.Failed;
import org.reasoningrouter.router.classify.Classification.Late;
import org.reasoningrouter.router.classify.Classification.Scored;
import org.reasoningrouter.router.classify.FakeClassifier;
import org.reasoningrouter.router.classify.Score;
import org.reasoningrouter.router.measure.RouterMeters;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Message;

/// A cascade whose first model is unsure from 0.4 to 0.6, and whose sure scores count half on the
/// second's scale. The linger is an hour, so nothing here leaves by it.
@Timeout(60)
class CascadeTest {

    private static final long FAR = TimeUnit.HOURS.toNanos(1);
    private static final String UNSURE = "score 0.5 second:";

    private final FakeClassifier first = new FakeClassifier();
    private final FakeClassifier second = FakeClassifier.second(0);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Batcher batcher = batcher(System::nanoTime, 0);

    @AfterEach
    void stop() {
        second.allow(1_000);
        batcher.close();
    }

    @Test
    void whatTheFirstIsSureOfNeverReachesTheSecond() {
        assertThat(classify("score 0.2 second:score 0.9")).isEqualTo(sure(0.2, 0.1));
        assertThat(classify("score 0.8 second:score 0.1")).isEqualTo(sure(0.8, 0.5));

        assertThat(second.batches()).isEmpty();
        assertThat(registry.find("router.classify.passed.on").counter()).isNull();
    }

    @Test
    void theSecondDecidesWhatTheFirstIsNotSureOf() {
        second.allow(1);

        assertThat(classify(UNSURE + "score 0.9")).isEqualTo(scored(0.9, 9, 2));
        assertThat(passedOn("unsure")).isEqualTo(1);
    }

    @Test
    void theSecondIsAskedWhereTheFirstHasNoScore() {
        second.allow(3);

        for (var text : List.of("broken", "not a number", "unreadable")) {
            assertThat(classify(text + " second:score 0.9")).isEqualTo(scored(0.9, 9, 2));
        }
        assertThat(passedOn("no-score")).isEqualTo(3);
    }

    @Test
    void whereTheSecondHasNoScoreThereIsNone() {
        second.allow(2);

        assertThat(classify(UNSURE + "broken")).isEqualTo(new Failed("IllegalStateException"));
        assertThat(classify(UNSURE + "unreadable")).isEqualTo(new Failed("IllegalStateException"));
        assertThat(classify(UNSURE + "not a number")).isEqualTo(scored(Double.NaN, 12, 2));
    }

    @Test
    void aPromptThatIsLateAtTheSecondHoldsNobodyUp() throws Exception {
        var stuck = submit(UNSURE + "score 0.9");
        assertThat(second.nextStarted()).isEqualTo(1);
        var late = batcher.submit(question(UNSURE + "score 0.8"), System.nanoTime());
        assertThat(batcher.await(late)).isEqualTo(new Late());

        second.allow(2);

        assertThat(batcher.await(stuck)).isEqualTo(scored(0.9, 9, 2));
        assertThat(classify(UNSURE + "score 0.7")).isEqualTo(scored(0.7, 9, 2));
    }

    @Test
    void batchesOfTheSecondFillAcrossPollsAndBatchesOfTheFirst() throws Exception {
        second.allow(1);
        var unsure = new ArrayList<Ticket>();
        try (var _ = batcher.poll()) {
            unsure.add(submit(UNSURE + "score 0.1"));
            submit("score 0.2");
            unsure.add(submit(UNSURE + "score 0.2"));
            submit("score 0.9");
            var other =
                    Thread.startVirtualThread(() -> {
                        try (var _ = batcher.poll()) {
                            unsure.add(submit(UNSURE + "score 0.3"));
                            submit("score 0.8");
                            submit("score 0.7");
                            unsure.add(submit(UNSURE + "score 0.4"));
                        }
                    });
            other.join();
        }

        assertThat(unsure.stream().map(batcher::await))
                .extracting(said -> ((Scored) said).batchSize())
                .containsOnly(4);
        assertThat(second.batches()).containsExactly(4);
        assertThat(registry.get("router.batch.fill").tag("stage", "2").summary().max())
                .isEqualTo(1);
    }

    @Test
    void bothModelsCountInWhatIsNeeded() throws Exception {
        var clock = new AtomicLong();
        try (var timed = batcher(clock::get, 0)) {
            var ticket = timed.submit(question(UNSURE + "score 0.9"), FAR);
            assertThat(second.nextStarted()).isEqualTo(1);
            assertThat(timed.needed(1)).isEqualTo(Duration.ZERO);
            clock.addAndGet(Duration.ofMillis(20).toNanos());
            second.allow(1);
            timed.await(ticket);

            assertThat(timed.needed(3)).isEqualTo(Duration.ofMillis(3 * 20));
        }
    }

    @Test
    void eachModelRemembersItsOwnScores() {
        second.allow(1);
        try (var remembering = batcher(System::nanoTime, 1 << 20)) {
            var question = question(UNSURE + "score 0.9");
            for (var batchSize : List.of(1, 0)) {
                var ticket = remembering.submit(question, System.nanoTime() + FAR);
                assertThat(remembering.await(ticket))
                        .isEqualTo(new Scored(new Score(0.9), 9, false, batchSize, 2));
            }
        }
        assertThat(first.batches()).containsExactly(1);
        assertThat(second.batches()).containsExactly(1);
        for (var stage : List.of("1", "2")) {
            var hits =
                    registry.get("router.classify.cache").tag("stage", stage).tag("result", "hit");
            assertThat(hits.counter().count()).isEqualTo(1);
        }
    }

    @Test
    void warmingUpAsksBothModels() {
        second.allow(100);

        batcher.warmUp(question("score 0.2").messages());

        assertThat(first.batches()).isNotEmpty();
        assertThat(second.batches()).isNotEmpty();
    }

    @Test
    void itsVersionNamesBothModels() {
        assertThat(batcher.modelVersion()).isEqualTo("fake-1>fake-2");
    }

    @Test
    void closingClosesBothModels() {
        batcher.close();

        assertThat(first.isClosed()).isTrue();
        assertThat(second.isClosed()).isTrue();
    }

    @Test
    void aBandOfOtherModelsIsRefused() {
        var swapped = new Models.First(second, band());

        assertThatThrownBy(() -> new Models(Optional.of(swapped), first, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("fake-1 and fake-2");
    }

    private Batcher batcher(LongSupplier nanos, long cacheBytes) {
        return new Batcher(
                new Models(Optional.of(new Models.First(first, band())), second, cacheBytes),
                new BatchLimits(4, 4096, Duration.ofHours(1), Duration.ofHours(1), 1, 16),
                new RouterMeters(registry),
                nanos);
    }

    static Band band() {
        return new Band(
                FakeClassifier.VERSION,
                FakeClassifier.SECOND_VERSION,
                0.5,
                0.4,
                0.6,
                List.of(new Point(0, 0), new Point(1, 0.5)));
    }

    private Classification classify(String text) {
        return batcher.await(submit(text));
    }

    private Ticket submit(String text) {
        return batcher.submit(question(text), System.nanoTime() + FAR);
    }

    private double passedOn(String reason) {
        return registry.get("router.classify.passed.on").tag("reason", reason).counter().count();
    }

    /// What the first model said becomes a score of the second's scale.
    private static Classification sure(double said, double score) {
        return new Scored(new Score(score, List.of(said)), 10, false, 1, 1);
    }

    private static Classification scored(double score, int tokens, int stage) {
        return new Scored(new Score(score), tokens, false, 1, stage);
    }

    private static Question question(String text) {
        return new Question(
                List.of(Message.newBuilder().setContent(text).build()), Lane.INTERACTIVE, "a");
    }
}
