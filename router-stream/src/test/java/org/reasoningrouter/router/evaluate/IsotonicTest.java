package org.reasoningrouter.router.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.router.batch.Band.Point;

class IsotonicTest {

    @Test
    void risingScoresStayAsTheyAre() {
        var rows = List.of(new ScoredTwice(0.5, 0.75), new ScoredTwice(0.25, 0.125));

        assertThat(Isotonic.points(rows, 8))
                .containsExactly(new Point(0.25, 0.125), new Point(0.5, 0.75));
    }

    @Test
    void whatFallsIsTakenTogether() {
        var rows =
                List.of(
                        new ScoredTwice(0.125, 0.25),
                        new ScoredTwice(0.25, 0.75),
                        new ScoredTwice(0.5, 0.25),
                        new ScoredTwice(1, 1));

        assertThat(Isotonic.points(rows, 8))
                .containsExactly(new Point(0.125, 0.25), new Point(0.375, 0.5), new Point(1, 1));
    }

    @Test
    void equalScoresAreOnePoint() {
        var rows = List.of(new ScoredTwice(0.5, 0.25), new ScoredTwice(0.5, 0.75));

        assertThat(Isotonic.points(rows, 8)).containsExactly(new Point(0.5, 0.5));
    }

    @Test
    void moreRowsThanPointsAreMeans() {
        var rows =
                List.of(
                        new ScoredTwice(0, 0),
                        new ScoredTwice(0.25, 0.5),
                        new ScoredTwice(0.5, 0.5),
                        new ScoredTwice(1, 1));

        assertThat(Isotonic.points(rows, 2))
                .containsExactly(new Point(0.125, 0.25), new Point(0.75, 0.75));
    }
}
