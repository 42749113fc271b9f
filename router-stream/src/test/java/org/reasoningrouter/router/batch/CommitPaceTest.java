package org.reasoningrouter.router.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommitPaceTest {

    private static final Duration GAP = Duration.ofMillis(20);

    private long now = Long.MAX_VALUE - 5;
    private final CommitPace pace = new CommitPace(GAP, () -> now);

    @Test
    void theFirstCommitNeedNotWait() {
        assertThat(pace.isOwed()).isFalse();
        pace.routed();
        assertThat(pace.isOwed()).isTrue();
        assertThat(pace.left()).isZero();
    }

    @Test
    void theNextWaitsForTheRestOfTheGap() {
        pace.routed();
        pace.committed();
        assertThat(pace.isOwed()).isFalse();
        assertThat(pace.left()).isEqualTo(GAP);

        now += Duration.ofMillis(15).toNanos();
        assertThat(pace.left()).isEqualTo(Duration.ofMillis(5));

        now += Duration.ofMillis(15).toNanos();
        assertThat(pace.left()).isZero();
    }

    @Test
    void withoutAGapNothingWaits() {
        var atOnce = new CommitPace(Duration.ZERO, () -> now);
        atOnce.committed();
        assertThat(atOnce.left()).isZero();
    }
}
