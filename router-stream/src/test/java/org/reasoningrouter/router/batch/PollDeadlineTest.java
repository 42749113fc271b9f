package org.reasoningrouter.router.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PollDeadlineTest {

    private final PollDeadline deadline =
            new PollDeadline(Duration.ofSeconds(2), Duration.ofSeconds(20));

    @Test
    void aPollMayTakeHalfOfIt() {
        assertThat(deadline.of(Duration.ZERO)).isEqualTo(Duration.ofSeconds(2));
        assertThat(deadline.of(Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(2));
        assertThat(deadline.of(Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(6));
        assertThat(deadline.of(Duration.ofSeconds(60))).isEqualTo(Duration.ofSeconds(20));
    }
}
