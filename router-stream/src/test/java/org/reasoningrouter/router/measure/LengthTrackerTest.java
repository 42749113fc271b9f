package org.reasoningrouter.router.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.router.decide.PromptClass;

class LengthTrackerTest {

    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final PromptClass CLASS = PromptClass.of("acme", Optional.of(0.7));

    @Test
    void aBucketEndsWithItsUpperLengthAndAllAreAnEighthOfADoublingApart() {
        assertThat(LengthTracker.bucket(0)).isZero();
        assertThat(LengthTracker.bucket(1)).isZero();
        assertThat(LengthTracker.bucket(2)).isEqualTo(8);
        assertThat(LengthTracker.bucket(1_024)).isEqualTo(80);
        assertThat(LengthTracker.bucket(1_025)).isEqualTo(81);
        assertThat(LengthTracker.bucket(1_116)).isEqualTo(81);
        assertThat(LengthTracker.bucket(Long.MAX_VALUE)).isEqualTo(160);
        assertThat(LengthTracker.upper(80)).isEqualTo(1_024);
    }

    @Test
    void aThoughtCountsHalfAfterAHalfLife() {
        var later = one(800, true).at(NOW.plus(DAY), DAY);

        assertThat(later.finished()).isCloseTo(0.5, within(1e-12));
        assertThat(later.at()).isEqualTo(NOW.plus(DAY));
        assertThat(later.at(NOW, DAY)).isEqualTo(later);
        assertThat(later.isForgotten()).isTrue();
        assertThat(one(800, true).isForgotten()).isFalse();
    }

    @Test
    void whatWeighsNextToNothingFallsOut() {
        assertThat(one(800, true).at(NOW.plus(DAY.multipliedBy(9)), DAY).buckets()).hasSize(1);
        assertThat(one(800, true).at(NOW.plus(DAY.multipliedBy(10)), DAY).buckets()).isEmpty();
    }

    @Test
    void aSumIsTheSameInAnyOrder() {
        var first = one(800, true);
        var second = LengthTracker.of(thought(800, false), NOW.plus(DAY));
        var third = LengthTracker.of(thought(90, true), NOW.plusSeconds(7));

        var sum = first.plus(second, DAY).plus(third, DAY);
        var other = third.plus(first, DAY).plus(second, DAY);

        assertThat(sum.at()).isEqualTo(NOW.plus(DAY));
        assertThat(sum.cut()).isEqualTo(1);
        assertThat(sum.finished()).isCloseTo(1, within(1e-3));
        assertThat(sum.buckets().keySet()).isEqualTo(other.buckets().keySet());
        assertThat(sum.finished()).isCloseTo(other.finished(), within(1e-9));
        assertThat(sum.cut()).isCloseTo(other.cut(), within(1e-9));
    }

    @Test
    void partsOfASampleAddUpToTheCurveOfTheWhole() {
        var random = new Random(5);
        var parts = List.of(new Sample(), new Sample(), new Sample());
        var whole = new Sample();
        for (var i = 0; i < 3_000; i++) {
            var tokens = logNormal(random, 900, 0.8);
            parts.get(i % 3).add(tokens, 2_000);
            whole.add(tokens, 2_000);
        }

        var sum = parts.stream().map(part -> part.tracker).reduce((a, b) -> a.plus(b, DAY));

        assertThat(sum.orElseThrow().published(CLASS)).isEqualTo(whole.tracker.published(CLASS));
    }

    @Test
    void theStoredFormIsReadBackAsItWas() {
        var tracker = one(800, true).plus(one(5_000, false), DAY);

        var stored = tracker.stored(CLASS);

        assertThat(stored.getTenant()).isEqualTo("acme");
        assertThat(stored.getFromScore()).contains(0.6);
        assertThat(stored.getQuantiles()).isEmpty();
        assertThat(LengthTracker.of(stored)).isEqualTo(tracker);
    }

    @Test
    void theNumberOfBucketsIsBounded() {
        var random = new Random(1);
        var sample = new Sample();
        for (var i = 0; i < 5_000; i++) {
            sample.add((long) Math.exp(random.nextDouble() * 40), Long.MAX_VALUE);
        }

        assertThat(sample.tracker.buckets()).hasSizeLessThanOrEqualTo(161);
    }

    @Test
    void aChangeOfLengthIsFollowedWithinAFewHalfLives() {
        var random = new Random(11);
        var tracker = new LengthTracker(new TreeMap<>(), NOW);
        for (var hour = 0; hour < 24 * 10; hour++) {
            var median = hour < 24 * 5 ? 500 : 2_000;
            var at = NOW.plus(Duration.ofHours(hour));
            for (var i = 0; i < 20; i++) {
                var tokens = logNormal(random, median, 0.5);
                tracker = tracker.plus(LengthTracker.of(thought(tokens, true), at), DAY);
            }
        }

        assertThat(LengthCurve.of(tracker.buckets()).quantile(0.5))
                .isCloseTo(2_000, within(2_000 * 0.10));
    }

    private static LengthTracker one(long tokens, boolean finished) {
        return LengthTracker.of(thought(tokens, finished), NOW);
    }

    static Thought thought(long tokens, boolean finished) {
        return new Thought(CLASS, tokens, finished);
    }

    static long logNormal(Random random, double median, double sigma) {
        return Math.max(1, Math.round(median * Math.exp(sigma * random.nextGaussian())));
    }

    /// Thoughts of one instant, each cut at the budget that it had.
    static final class Sample {

        private LengthTracker tracker = new LengthTracker(new TreeMap<>(), NOW);

        void add(long tokens, long budget) {
            var thought = thought(Math.min(tokens, budget), tokens <= budget);
            tracker = tracker.plus(LengthTracker.of(thought, NOW), DAY);
        }

        LengthCurve curve() {
            return LengthCurve.of(tracker.buckets());
        }
    }
}
