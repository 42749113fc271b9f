package org.reasoningrouter.bench.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.bench.ladder.SendSchedule.Spread;

class SendScheduleTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void constantSendsAreEvenlySpread() {
        var schedule = SendSchedule.of(Spread.CONSTANT, 4, SECOND, 1);

        assertThat(due(schedule)).containsExactly(0L, 250_000_000L, 500_000_000L, 750_000_000L);
    }

    @Test
    void aRateThatIsNoWholeNumberLosesNoTimeToRounding() {
        var schedule = SendSchedule.of(Spread.CONSTANT, 3, Duration.ofSeconds(100), 1);

        assertThat(schedule.prompts()).isEqualTo(300);
        assertThat(schedule.dueNanos(299)).isEqualTo(99_666_666_666L);
    }

    @Test
    void poissonSendsKeepTheRateAndComeInOrder() {
        var schedule = SendSchedule.of(Spread.POISSON, 1_000, Duration.ofSeconds(100), 1);

        assertThat(schedule.prompts() / 100_000.0).isCloseTo(1, within(0.02));
        assertThat(due(schedule)).isSorted();
        assertThat(schedule.dueNanos(schedule.prompts() - 1)).isLessThan(100_000_000_000L);
    }

    /// An exponential gap is longer than its mean in 1/e of all cases.
    @Test
    void poissonGapsAreExponential() {
        var schedule = SendSchedule.of(Spread.POISSON, 1_000, Duration.ofSeconds(100), 1);

        var longer =
                IntStream.range(1, schedule.prompts())
                        .filter(i -> schedule.dueNanos(i) - schedule.dueNanos(i - 1) > 1_000_000)
                        .count();
        assertThat((double) longer / schedule.prompts()).isCloseTo(1 / Math.E, within(0.01));
    }

    @Test
    void aSeedGivesTheSameScheduleAgain() {
        var schedule = SendSchedule.of(Spread.POISSON, 100, SECOND, 7);

        assertThat(due(schedule)).isEqualTo(due(SendSchedule.of(Spread.POISSON, 100, SECOND, 7)));
        assertThat(due(schedule))
                .isNotEqualTo(due(SendSchedule.of(Spread.POISSON, 100, SECOND, 8)));
    }

    @Test
    void aRateThatIsNoneIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SendSchedule.of(Spread.CONSTANT, 0, SECOND, 1))
                .withMessageContaining("0");
    }

    private static long[] due(SendSchedule schedule) {
        return IntStream.range(0, schedule.prompts()).mapToLong(schedule::dueNanos).toArray();
    }
}
