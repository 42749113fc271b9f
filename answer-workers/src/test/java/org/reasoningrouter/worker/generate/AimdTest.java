package org.reasoningrouter.worker.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.worker.generate.Aimd.Seen;

class AimdTest {

    private final Aimd aimd = new Aimd(2, 20, Duration.ofSeconds(5), 1000);

    @Test
    void oneMoreWhileFirstTokensComeSoon() {
        assertThat(aimd.next(10, new Seen(10, 1, 10))).isEqualTo(11);
        assertThat(aimd.next(20, new Seen(20, 0, 20))).isEqualTo(20);
    }

    @Test
    void aFifthFewerWhenMoreThanOneInTenIsLate() {
        assertThat(aimd.next(10, new Seen(10, 2, 10))).isEqualTo(8);
        assertThat(aimd.next(2, new Seen(10, 10, 2))).isEqualTo(2);
    }

    @Test
    void aLimitThatWasNotReachedDoesNotGrow() {
        assertThat(aimd.next(10, new Seen(10, 0, 9))).isEqualTo(10);
    }

    @Test
    void aLimitFarAboveWhatWasInUseFallsBelowThat() {
        assertThat(aimd.cut(20, 5)).isEqualTo(4);
    }

    @Test
    void aSayTakesAsManyFirstTokensAsTheLimitAndTenAtLeast() {
        assertThat(aimd.isDue(12, new Seen(11, 1, 12))).isFalse();
        assertThat(aimd.isDue(12, new Seen(12, 1, 12))).isTrue();
        assertThat(aimd.isDue(2, new Seen(9, 1, 2))).isFalse();
        assertThat(aimd.isDue(2, new Seen(10, 0, 2))).isTrue();
    }

    @Test
    void twoLateOnesInTenAreEnoughAtOnce() {
        assertThat(aimd.isDue(2, new Seen(2, 2, 2))).isTrue();
    }

    @Test
    void aLongPromptMayTakeLongerToRead() {
        var sixSeconds = Duration.ofSeconds(6);

        assertThat(aimd.isSlow(sixSeconds, 999)).isTrue();
        assertThat(aimd.isSlow(sixSeconds, 1000)).isFalse();
    }

    @Test
    void aFixedLimitStays() {
        var fixed = Aimd.fixed(7);

        assertThat(fixed.next(7, new Seen(10, 10, 7))).isEqualTo(7);
        assertThat(fixed.next(7, new Seen(10, 0, 7))).isEqualTo(7);
        assertThat(fixed.cut(7, 7)).isEqualTo(7);
    }

    @Test
    void mostIsNotBelowLeast() {
        assertThatThrownBy(() -> new Aimd(2, 1, Duration.ofSeconds(1), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("2, 1");
    }
}
