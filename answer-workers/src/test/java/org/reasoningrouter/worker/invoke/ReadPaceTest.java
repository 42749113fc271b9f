package org.reasoningrouter.worker.invoke;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReadPaceTest {

    private final ReadPace pace = new ReadPace(Duration.ofMillis(200));

    @Test
    void doesNotPauseBeforeTheFirstToken() {
        pace.read(ms(0));

        assertThat(pace.pauseNanos(ms(60_000))).isZero();
    }

    @Test
    void pausesForAFiftiethOfTheTimeSinceTheFirstToken() {
        pace.begin(ms(1_000));
        pace.begin(ms(2_000));
        pace.read(ms(6_000));

        assertThat(pace.pauseNanos(ms(6_000))).isEqualTo(ms(100));
    }

    @Test
    void pausesNoLongerThanItMay() {
        pace.begin(ms(0));
        pace.read(ms(60_000));

        assertThat(pace.pauseNanos(ms(60_000))).isEqualTo(ms(200));
    }

    @Test
    void countsThePauseFromTheLastBytes() {
        pace.begin(ms(0));
        pace.read(ms(60_000));

        assertThat(pace.pauseNanos(ms(60_050))).isEqualTo(ms(150));
        assertThat(pace.pauseNanos(ms(61_000))).isZero();
    }

    @Test
    void pausesNoMoreAtTheEnd() {
        pace.begin(ms(0));
        pace.read(ms(60_000));

        pace.end();

        assertThat(pace.pauseNanos(ms(60_000))).isZero();
    }

    private static long ms(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}
