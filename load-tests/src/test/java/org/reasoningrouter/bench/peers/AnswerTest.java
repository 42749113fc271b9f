package org.reasoningrouter.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.wire.Route;

class AnswerTest {

    private final Answer fast = answer(Route.FAST, 0.2);

    @Test
    void scoresMayDifferByRounding() {
        assertThat(fast.agrees(answer(Route.FAST, 0.200_09))).isTrue();
        assertThat(fast.agrees(answer(Route.FAST, 0.200_2))).isFalse();
    }

    @Test
    void routesMayNot() {
        assertThat(fast.agrees(answer(Route.THINKING, 0.2))).isFalse();
    }

    @Test
    void aScoreOnTheThresholdMayTakeEitherRoute() {
        var near = answer(Route.FAST, 0.499_95);

        assertThat(near.agrees(answer(Route.THINKING, 0.500_01))).isTrue();
    }

    @Test
    void aPromptThatIsNotAskedAboutHasNoScore() {
        var unasked = new Answer(Route.FAST, Optional.empty(), Optional.empty());

        assertThat(unasked.agrees(unasked)).isTrue();
        assertThat(unasked.agrees(fast)).isFalse();
        assertThat(fast.agrees(unasked)).isFalse();
    }

    private static Answer answer(Route route, double score) {
        return new Answer(route, Optional.of(score), Optional.of(0.5));
    }
}
