package org.reasoningrouter.worker.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class PollWaitTest {

    private final PollWait wait = new PollWait(Duration.ofMillis(10), Duration.ofMillis(50));

    @Test
    void doublesUpToTheLongestWhileNothingComes() {
        var waits = new ArrayList<Long>();
        for (var i = 0; i < 5; i++) {
            waits.add(wait.next().toMillis());
            wait.foundNothing();
        }

        assertThat(waits).containsExactly(10L, 20L, 40L, 50L, 50L);
    }

    @Test
    void isShortAgainAfterARequest() {
        wait.foundNothing();
        wait.found();

        assertThat(wait.next()).isEqualTo(Duration.ofMillis(10));
    }

    @Test
    void refusesWaitsThatDoNotAscend() {
        var second = Duration.ofSeconds(1);

        assertThatThrownBy(() -> new PollWait(Duration.ZERO, second))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PollWait(second, Duration.ofMillis(999)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
