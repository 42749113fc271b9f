package org.reasoningrouter.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrialTest {

    @Test
    void theFastestComesFirst() {
        var sweep = List.of(trial(8, 100), trial(16, 300), trial(32, 200));

        assertThat(Trial.byRate(sweep)).extracting(Tuning::batch).containsExactly(16, 32, 8);
    }

    @Test
    void severalRunsOfATuningCountByTheirMean() {
        var sweep = List.of(trial(8, 200), trial(16, 300), trial(8, 220), trial(16, 100));

        assertThat(Trial.byRate(sweep)).extracting(Tuning::batch).containsExactly(8, 16);
    }

    @Test
    void whatRanOnceMoreComesBeforeASingleRun() {
        var sweep = List.of(trial(8, 200), trial(16, 300), trial(32, 250), trial(16, 100));

        assertThat(Trial.byRate(sweep)).extracting(Tuning::batch).containsExactly(16, 32, 8);
    }

    @Test
    void ofEquallyFastOnesTheFirstTriedComesFirst() {
        assertThat(Trial.byRate(List.of(trial(16, 100), trial(8, 100))))
                .extracting(Tuning::batch)
                .containsExactly(16, 8);
    }

    private static Trial trial(int batch, int prompts) {
        var tuning = new Tuning(2, 256, Duration.ofMillis(20), batch);
        return Trials.of(Contender.PLAIN, tuning, prompts);
    }
}
