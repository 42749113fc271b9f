package org.reasoningrouter.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BacklogTest {

    private final Backlog backlog = new Backlog(3);

    @Test
    void theMeanIsOfTheLastLooks() {
        sees(100, 1, 2, 3);

        assertThat(backlog.mean()).isEqualTo(2);
    }

    @Test
    void oneLowLookIsNoReturn() {
        sees(10, 10, 1);

        assertThat(backlog.isBackAt(2)).isFalse();
    }

    @Test
    void tooFewLooksAreNoReturn() {
        sees(1, 1);

        assertThat(backlog.isBackAt(2)).isFalse();
    }

    @Test
    void aTenthAboveTheBaselineIsNearEnough() {
        sees(22, 22, 22);

        assertThat(backlog.isBackAt(20)).isTrue();
        assertThat(backlog.isBackAt(19)).isFalse();
    }

    private void sees(long... pending) {
        for (var one : pending) {
            backlog.saw(one);
        }
    }
}
