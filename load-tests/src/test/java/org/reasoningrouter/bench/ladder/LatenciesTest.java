package org.reasoningrouter.bench.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.bench.ladder.SendSchedule.Spread;

class LatenciesTest {

    private static final long START = 5_000_000_000L;
    private static final int FIRST = 100;
    private static final Offset<Double> DIGITS = Offset.offset(0.1);

    // One each millisecond.
    private final SendSchedule schedule =
            SendSchedule.of(Spread.CONSTANT, 1_000, Duration.ofSeconds(1), 1);
    private final Latencies latencies =
            new Latencies(FIRST, START, schedule, Duration.ofMillis(500));

    @Test
    void aLatencyCountsFromTheInstantAtWhichThePromptWasDue() {
        for (var i = 0; i < 1_000; i++) {
            arrives(i, i + 20);
        }

        assertThat(latencies.millis(50)).isCloseTo(20, DIGITS);
        assertThat(latencies.areComplete()).isTrue();
    }

    /// A router that stands still for 400 ms makes all wait that were due meanwhile, not one.
    @Test
    void aStallIsSeenByEveryPromptThatWasDueMeanwhile() {
        for (var i = 0; i < 1_000; i++) {
            arrives(i, Math.max(i, i < 900 ? 900 : i));
        }

        assertThat(latencies.millis(50)).isCloseTo(150, Offset.offset(2.0));
        assertThat(latencies.millis(90)).isCloseTo(350, Offset.offset(2.0));
    }

    @Test
    void aSecondHoldsWhatCameWhileItWasSent() {
        for (var i = 0; i < 1_000; i++) {
            arrives(i, i < 600 ? i + 20 : 1_500);
        }

        assertThat(latencies.perSecond()).isCloseTo(600, DIGITS);
        assertThat(latencies.behind()).isEqualTo(400);
    }

    @Test
    void whatIsDueInTheWarmUpIsNotCounted() {
        arrives(499, 10_000);
        arrives(500, 501);

        assertThat(latencies.counted()).isEqualTo(1);
    }

    @Test
    void whatCameBeforeOrBelongsToAnotherStepIsNotCounted() {
        arrives(600, 601);
        arrives(600, 700);
        arrives(-1, 700);
        arrives(1_000, 1_100);

        assertThat(latencies.counted()).isEqualTo(1);
        assertThat(latencies.areComplete()).isFalse();
    }

    @Test
    void whatComesAfterTheEndOfTheScheduleWasBehind() {
        arrives(998, 1_000);
        arrives(999, 1_001);

        assertThat(latencies.behind()).isEqualTo(1);
    }

    @Test
    void aPercentileWithFewerThanTenAboveItIsNoNumber() {
        for (var i = 0; i < 1_000; i++) {
            arrives(i, i + 20);
        }

        assertThat(latencies.millis(98)).isCloseTo(20, DIGITS);
        assertThat(latencies.millis(99)).isNaN();
    }

    private void arrives(int prompt, long millis) {
        latencies.arrived(FIRST + prompt, START + TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
