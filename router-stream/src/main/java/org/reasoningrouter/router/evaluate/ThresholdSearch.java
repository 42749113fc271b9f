package org.reasoningrouter.router.evaluate;

import java.util.OptionalDouble;
import java.util.stream.IntStream;

/// The threshold farthest from the safest one at which recorded prompts still show that a risk
/// stays within a limit.
///
/// Learn-then-Test by a fixed sequence (Angelopoulos et al., arXiv 2110.01052): thresholds are
/// tested one after the other from the safest on, each at the full level, and the first that fails
/// ends it. They are a grid that no row has a say in, so what comes out exceeds the limit with at
/// most that probability, whatever the scores are worth.
///
/// @param explored the share of prompts that take the other route than their score says
record ThresholdSearch(TailBound bound, double explored) {

    /// Steps of the grid from 0 to 1.
    static final int STEPS = 10_000;

    /// The farthest threshold that is shown; empty when not even the safest one is.
    OptionalDouble threshold(Risk risk) {
        var whole = explored == 0 && risk.isWhole();
        var rows = IntStream.range(0, risk.size()).boxed().sorted((a, b) -> order(risk, a, b));
        var sequence = new Sequence(risk, rows.mapToInt(Integer::intValue).toArray());
        var shown = OptionalDouble.empty();
        for (var step = 0; step <= STEPS; step++) {
            var threshold = threshold(risk, step);
            if (sequence.moveTo(threshold) && !bound.shows(sequence.sum, risk.size(), whole)) {
                return shown;
            }
            shown = OptionalDouble.of(threshold);
        }
        return shown;
    }

    private static double threshold(Risk risk, int step) {
        return (double) (risk.thinkingIsSafe() ? step : STEPS - step) / STEPS;
    }

    private static int order(Risk risk, int a, int b) {
        var ascending = Double.compare(risk.score(a), risk.score(b));
        return risk.thinkingIsSafe() ? ascending : -ascending;
    }

    /// The sum of losses as the threshold moves away from the safest.
    private final class Sequence {

        private final Risk risk;
        private final int[] rows;
        private int moved;
        private double sum;
        private boolean begun;

        private Sequence(Risk risk, int[] rows) {
            this.risk = risk;
            this.rows = rows;
            for (var row : rows) {
                sum += risk.loss(row, risk.thinkingIsSafe(), explored);
            }
        }

        /// Moves on; says whether there is something to test that the threshold before had not.
        private boolean moveTo(double threshold) {
            var before = moved;
            while (moved < rows.length && isBeyond(risk.score(rows[moved]), threshold)) {
                sum +=
                        risk.loss(rows[moved], !risk.thinkingIsSafe(), explored)
                                - risk.loss(rows[moved], risk.thinkingIsSafe(), explored);
                moved++;
            }
            var first = !begun;
            begun = true;
            return first || moved > before;
        }

        private boolean isBeyond(double score, double threshold) {
            return risk.thinkingIsSafe() ? score < threshold : score >= threshold;
        }
    }
}
