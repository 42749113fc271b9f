package org.reasoningrouter.bench.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LatenessTest {

    private final Lateness lateness = new Lateness();

    @Test
    void oneInAHundredMayBeLate() {
        sends(99, 0);
        sends(1, 1_000);

        assertThat(lateness.keptSchedule()).isTrue();
        assertThat(lateness.mostMillis()).isCloseTo(1_000, Offset.offset(1.0));
    }

    @Test
    void withMoreTheScheduleIsNotKept() {
        sends(98, 0);
        sends(2, 11);

        assertThat(lateness.keptSchedule()).isFalse();
    }

    private void sends(int prompts, long lateMillis) {
        for (var i = 0; i < prompts; i++) {
            lateness.sent(0, TimeUnit.MILLISECONDS.toNanos(lateMillis));
        }
    }
}
