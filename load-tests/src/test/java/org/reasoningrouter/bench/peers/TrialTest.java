package org.reasoningrouter.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrialTest {

    @Test
    void aSweepTakesTheFastest() {
        var sweep = List.of(trial(8, 100), trial(16, 300), trial(32, 200));

        assertThat(Trial.best(sweep).batch()).isEqualTo(16);
    }

    @Test
    void ofEquallyFastOnesTheFirstIsTaken() {
        assertThat(Trial.best(List.of(trial(8, 100), trial(16, 100))).batch()).isEqualTo(8);
    }

    @Test
    void aSweepOfNothingIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Trial.best(List.of()));
    }

    private static Trial trial(int batch, int prompts) {
        var tuning = new Tuning(2, 256, Duration.ofMillis(20), batch);
        return Trials.of(Contender.PLAIN, tuning, prompts);
    }
}
