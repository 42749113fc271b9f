package org.reasoningrouter.router.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DriftWatchTest {

    private static final int WINDOW = 2_000;
    private static final List<Double> EVEN =
            IntStream.rangeClosed(0, 20).mapToObj(i -> i / 20.0).toList();

    /// The calibration is a draw of its own each time, as it is in life.
    @Test
    void whereNothingChangedNoMoreThanOneWindowInAThousandRaisesAnAlarm() {
        var random = new SplittableRandom(7);
        var scores = 0;
        var thinking = 0;

        for (var window = 0; window < 2_000; window++) {
            var watch = new DriftWatch(Optional.of(drawn(random)), WINDOW);
            fill(watch, random, score -> score, DriftWatchTest::thinks);
            scores += watch.last().scoresMoved() ? 1 : 0;
            thinking += watch.last().thinkingMoved() ? 1 : 0;
        }

        assertThat(scores).isLessThanOrEqualTo(2);
        assertThat(thinking).isLessThanOrEqualTo(2);
    }

    @Test
    void scoresThatMovedRaiseAnAlarmUntilAWholeWindowIsBack() {
        var random = new SplittableRandom(7);
        var watch = new DriftWatch(Optional.of(calibrated(EVEN, 0.3)), WINDOW);

        fill(watch, random, score -> score * score, DriftWatchTest::thinks);
        var moved = watch.last();
        random.doubles(WINDOW - 1).forEach(score -> watch.add(score, thinks(score)));
        var still = watch.last();
        watch.add(0.5, false);

        assertThat(moved.scoresMoved()).isTrue();
        assertThat(moved.distance()).isCloseTo(0.25, within(0.03));
        assertThat(still).isEqualTo(moved);
        assertThat(watch.last().scoresMoved()).isFalse();
    }

    @Test
    void moreOrLessThinkingThanAtCalibrationRaisesAnAlarmOfItsOwn() {
        for (var share : List.of(0.15, 0.45)) {
            var watch = new DriftWatch(Optional.of(calibrated(EVEN, 0.3)), WINDOW);

            fill(watch, new SplittableRandom(7), score -> score, score -> score >= 1 - share);

            assertThat(watch.last().thinkingMoved()).isTrue();
            assertThat(watch.last().moreThinking()).isCloseTo(share - 0.3, within(0.03));
            assertThat(watch.last().scoresMoved()).isFalse();
        }
    }

    @Test
    void nothingIsSaidBeforeAWholeWindowOrWithoutACalibration() {
        var early = new DriftWatch(Optional.of(calibrated(EVEN, 0.3)), WINDOW);
        IntStream.range(0, WINDOW - 1).forEach(_ -> early.add(1, true));
        var without = new DriftWatch(Optional.empty(), 1);
        without.add(1, true);

        for (var watch : List.of(early, without)) {
            assertThat(watch.last().distance()).isNaN();
            assertThat(watch.last().scoresMoved()).isFalse();
            assertThat(watch.last().thinkingMoved()).isFalse();
        }
    }

    @Test
    void anEmptyWindowIsRefused() {
        assertThatThrownBy(() -> new DriftWatch(Optional.empty(), 0))
                .hasMessage("drift-window must be at least 1: 0");
    }

    private static boolean thinks(double score) {
        return score >= 0.7;
    }

    private static void fill(
            DriftWatch watch,
            SplittableRandom random,
            DoubleUnaryOperator moved,
            DoublePredicate thinks) {
        random.doubles(WINDOW).map(moved).forEach(score -> watch.add(score, thinks.test(score)));
    }

    private static Calibrated drawn(SplittableRandom random) {
        var scores = random.doubles(1_000).sorted().toArray();
        var quantiles =
                IntStream.rangeClosed(0, 20)
                        .mapToObj(i -> scores[(int) Math.round(i / 20.0 * 999)])
                        .toList();
        var thinking = IntStream.range(0, 1_000).filter(i -> thinks(scores[i])).count();
        return calibrated(quantiles, thinking / 1_000.0);
    }

    private static Calibrated calibrated(List<Double> scores, double thinking) {
        var outcomes = "sha256:" + "0".repeat(64);
        var rates = Map.of(Rate.THINKING, thinking);
        return new Calibrated("m", "max-cost", 1, 0.95, 1_000, outcomes, scores, rates);
    }
}
