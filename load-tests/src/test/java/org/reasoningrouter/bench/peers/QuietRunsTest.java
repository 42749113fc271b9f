package org.reasoningrouter.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.bench.BenchRound;

class QuietRunsTest {

    private static final BenchRound QUIET = Trials.round(1, Duration.ofMillis(199));
    private static final BenchRound NOISY = Trials.round(2, Duration.ofMillis(201));

    private final QuietRuns runs = new QuietRuns();

    @Test
    void aQuietRunIsMadeOnce() throws Exception {
        assertThat(runs.of(next(QUIET)::remove)).isSameAs(QUIET);

        assertThat(runs.thrownAway()).isZero();
    }

    @Test
    void aRunInWhichOthersTookMoreThanATenthIsMadeAgain() throws Exception {
        assertThat(runs.of(next(NOISY, QUIET)::remove)).isSameAs(QUIET);
        assertThat(runs.of(next(NOISY, NOISY, QUIET)::remove)).isSameAs(QUIET);

        assertThat(runs.thrownAway()).isEqualTo(3);
    }

    @Test
    void theThirdIsTakenAsItIs() throws Exception {
        var last = Trials.round(3, Duration.ofMillis(400));

        assertThat(runs.of(next(NOISY, NOISY, last)::remove)).isSameAs(last);
        assertThat(runs.thrownAway()).isEqualTo(2);
    }

    private static Queue<BenchRound> next(BenchRound... rounds) {
        return new ArrayDeque<>(List.of(rounds));
    }
}
