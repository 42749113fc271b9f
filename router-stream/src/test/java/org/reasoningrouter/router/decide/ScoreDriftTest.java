package org.reasoningrouter.router.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScoreDriftTest {

    private static final List<Double> EVEN =
            IntStream.rangeClosed(0, 20).mapToObj(i -> i / 20.0).toList();

    @Test
    void scoresAsAtCalibrationRaiseNoAlarm() {
        var random = new SplittableRandom(1);
        var alarms = 0;

        for (var window = 0; window < 1_000; window++) {
            var drift = new ScoreDrift(calibrated(EVEN));
            random.doubles(500).forEach(drift::add);
            alarms += drift.isDrifted() ? 1 : 0;
        }

        assertThat(alarms).isLessThanOrEqualTo(1);
    }

    @Test
    void scoresThatMovedDo() {
        var drift = new ScoreDrift(calibrated(EVEN));

        new SplittableRandom(1).doubles(1_000).forEach(score -> drift.add(score * score));

        // The square of an even number is a quarter more often below its square's quantile.
        assertThat(drift.distance()).isCloseTo(0.25, within(0.05));
        assertThat(drift.isDrifted()).isTrue();
    }

    @Test
    void equalScoresAreAsFarAsTheyMustBe() {
        var drift = new ScoreDrift(calibrated(Collections.nCopies(21, 0.3)));
        assertThat(drift.isDrifted()).isFalse();

        IntStream.range(0, 100).forEach(_ -> drift.add(0.3));

        assertThat(drift.distance()).isZero();
    }

    private static Calibrated calibrated(List<Double> scores) {
        return new Calibrated(
                "m", "max-cost", 1, 0.95, 1_000, "sha256:" + "0".repeat(64), scores, Map.of());
    }
}
