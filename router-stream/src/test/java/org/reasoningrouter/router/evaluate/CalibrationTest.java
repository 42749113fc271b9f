package org.reasoningrouter.router.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.router.classify.Score;
import org.reasoningrouter.router.evaluate.Calibration.Purpose;

class CalibrationTest {

    private static final Purpose PURPOSE = new Purpose("small@a", "large@b", 0.5);

    /// The first model is the second with noise, on half its scale.
    private static List<ScoredTwice> rows(long seed, int count, double noise) {
        var random = new Random(seed);
        return IntStream.range(0, count)
                .mapToObj(_ -> {
                    var second = random.nextDouble();
                    var first = second / 2 + noise * random.nextGaussian();
                    return new ScoredTwice(Math.clamp(first, 0, 1), second);
                })
                .toList();
    }

    @Test
    void bothHalvesAgreeAsAskedAndTheSecondSeesTheRest() {
        var made = Calibration.of(PURPOSE, 0.995, rows(1, 8_000, 0.02), rows(2, 8_000, 0.02));

        assertThat(made.fitted().agreement().atLeast(0.99)).isGreaterThanOrEqualTo(0.995);
        assertThat(made.heldOut().agreement().share()).isGreaterThanOrEqualTo(0.995);
        assertThat(made.heldOut().shareToSecond()).isBetween(0.05, 0.2);
        assertThat(made.band().low()).isLessThan(0.25);
        assertThat(made.band().high()).isGreaterThan(0.25);
    }

    @Test
    void sureScoresLieOnTheScaleOfTheSecond() {
        var band =
                Calibration.of(PURPOSE, 0.995, rows(1, 8_000, 0.02), rows(2, 8_000, 0.02)).band();

        assertThat(band.sure(new Score(0.1)).orElseThrow().value()).isCloseTo(0.2, within(0.03));
        assertThat(band.sure(new Score(0.4)).orElseThrow().value()).isCloseTo(0.8, within(0.03));
    }

    @Test
    void tooFewRowsAreRefusedInOneSentence() {
        assertThatThrownBy(() ->
                        Calibration.of(PURPOSE, 0.995, rows(1, 1_000, 0.02), rows(2, 918, 0.02)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "1000 and 918 rows are too few to show an agreement of 0.995: each half needs"
                                + " 919");
    }

    @Test
    void aHeldOutHalfThatDisagreesIsRefused() {
        assertThatThrownBy(() ->
                        Calibration.of(PURPOSE, 0.995, rows(1, 8_000, 0.02), rows(2, 8_000, 0.2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("of the held-out one, not on 0.995");
    }

    @Test
    void theGainIsWhatTheSameThreadsDecideMore() {
        var made = Calibration.of(PURPOSE, 0.995, rows(1, 8_000, 0.02), rows(2, 8_000, 0.02));
        var share = made.heldOut().shareToSecond();

        assertThat(made.gain(Duration.ofMillis(1), Duration.ofMillis(10)))
                .isCloseTo(10 / (1 + share * 10), within(1e-9));
        assertThat(made.table(Duration.ofMillis(1), Duration.ofMillis(10)))
                .contains("time a prompt    1.000 ms first, 10.000 ms second");
    }
}
