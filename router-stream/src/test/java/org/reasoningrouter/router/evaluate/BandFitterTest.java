package org.reasoningrouter.router.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.router.evaluate.BandFitter.Edges;

class BandFitterTest {

    private static final double THRESHOLD = 0.5;

    @Test
    void aFirstModelThatIsAlwaysRightLeavesOneScoreOpen() {
        var rows = IntStream.range(0, 1_000).mapToObj(i -> row(i / 1_000.0, i / 1_000.0)).toList();

        var edges = fitter(0.995).narrowest(rows).orElseThrow();

        assertThat(edges.low()).isEqualTo(edges.high());
    }

    @Test
    void itLeavesOpenWhatDiffersTooOften() {
        var rows = new ArrayList<ScoredTwice>();
        for (var i = 0; i < 1_000; i++) {
            rows.add(row(0.1, 0));
            rows.add(row(0.4, i % 2));
            rows.add(row(0.9, 1));
        }

        assertThat(fitter(0.995).narrowest(rows)).contains(new Edges(0.4, 0.4));
    }

    @Test
    void nothingIsSureOfAModelThatKnowsNothing() {
        var rows =
                IntStream.range(0, 2_000)
                        .mapToObj(i -> row(Math.floorDiv(i, 2) / 1_000.0, i % 2))
                        .toList();

        var edges = fitter(0.995).narrowest(rows).orElseThrow();
        var inside = rows.stream().filter(row -> isInside(edges, row)).count();

        assertThat(inside).isGreaterThan(1_970);
    }

    @Test
    void rowsTooFewToShowTheAgreementHaveNoBand() {
        var fitter = fitter(0.995);
        var needed = (int) fitter.rowsNeeded();

        assertThat(needed).isEqualTo(919);
        assertThat(fitter.narrowest(same(needed - 1))).isEmpty();
        assertThat(fitter.narrowest(same(needed))).isPresent();
    }

    @Test
    void soManyMayDifferThatTheBoundStillHolds() {
        var fitter = fitter(0.99);
        var most = fitter.mayDiffer(5_000).orElseThrow();

        assertThat(new Agreement(5_000, 5_000 - most).atLeast(0.99)).isGreaterThanOrEqualTo(0.99);
        assertThat(new Agreement(5_000, 5_000 - most - 1).atLeast(0.99)).isLessThan(0.99);
    }

    @Test
    void noNarrowerBandWouldDo() {
        var random = new Random(7);
        for (var round = 0; round < 30; round++) {
            var rows = noisy(random, 300 + random.nextInt(100));
            var fitter = fitter(0.9);

            var edges = fitter.narrowest(rows).orElseThrow();

            var mayDiffer = fitter.mayDiffer(rows.size()).orElseThrow();
            assertThat(differing(edges, rows)).isLessThanOrEqualTo(mayDiffer);
            assertThat(inside(edges, rows)).isEqualTo(narrowestByTryingAll(rows, mayDiffer));
        }
    }

    private static long narrowestByTryingAll(List<ScoredTwice> rows, long mayDiffer) {
        var scores = rows.stream().mapToDouble(ScoredTwice::first).distinct().sorted().toArray();
        var best = Long.MAX_VALUE;
        for (var low : scores) {
            for (var high : scores) {
                var edges = new Edges(low, high);
                if (low <= high && differing(edges, rows) <= mayDiffer) {
                    best = Math.min(best, inside(edges, rows));
                }
            }
        }
        return best;
    }

    private static long differing(Edges edges, List<ScoredTwice> rows) {
        return rows.stream()
                .filter(row ->
                        (row.first() < edges.low() && row.second() >= THRESHOLD)
                                || (row.first() > edges.high() && row.second() < THRESHOLD))
                .count();
    }

    private static long inside(Edges edges, List<ScoredTwice> rows) {
        return rows.stream().filter(row -> isInside(edges, row)).count();
    }

    private static boolean isInside(Edges edges, ScoredTwice row) {
        return row.first() >= edges.low() && row.first() <= edges.high();
    }

    // Scores of two digits, so that many prompts share one.
    private static List<ScoredTwice> noisy(Random random, int rows) {
        return IntStream.range(0, rows)
                .mapToObj(_ -> {
                    var second = random.nextDouble();
                    var first = second + 0.2 * random.nextGaussian();
                    return row(Math.round(100 * Math.clamp(first, 0, 1)) / 100.0, second);
                })
                .toList();
    }

    private static List<ScoredTwice> same(int rows) {
        return IntStream.range(0, rows).mapToObj(_ -> row(0.1, 0.1)).toList();
    }

    private static BandFitter fitter(double asked) {
        return new BandFitter(THRESHOLD, asked);
    }

    private static ScoredTwice row(double first, double second) {
        return new ScoredTwice(first, second);
    }
}
