package org.reasoningrouter.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SizesTest {

    private final Sizes sizes = new Sizes(100, 1_000, 256, 500, Duration.ofSeconds(1));

    @Test
    void theTailOutlastsTheLastCommit() {
        assertThat(sizes.course(new Tuning(2, 64, Duration.ofSeconds(1), 8)).all())
                .isEqualTo(100 + 1_000 + 2 * 64 + 2 * 500);
        assertThat(sizes.course(new Tuning(2, 64, Duration.ofMillis(100), 8)).all())
                .isEqualTo(100 + 1_000 + 2 * 64 + 2 * 50);
    }

    @Test
    void fullPollsWaitInTheTopicBesideThoseThatAContenderHasNotCommitted() {
        var course = sizes.course(new Tuning(2, 64, Duration.ofSeconds(1), 8));

        assertThat(course.filled()).isFalse();
        assertThat(course.ahead()).isEqualTo(2 * 2 * 64 + 2 * 500);
    }

    @Test
    void theRoundBeginsWhenTheContenderIsWarmButForAQuickOne() {
        var tuning = new Tuning(2, 64, Duration.ofMillis(100), 8);

        assertThat(sizes.course(tuning).patience()).isPositive();
        assertThat(Sizes.quick(100).course(tuning).patience()).isZero();
    }
}
