package org.reasoningrouter.router.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/// Percentile intervals from resamples of the prompts: what another draw of as many prompts from
/// the same traffic might have shown. The same seed draws the same resamples.
final class Bootstrap {

    private static final double TAIL = 0.025;

    private final int resamples;
    private final long seed;

    long seed() {
        return seed;
    }

    /// 95 % of what the resamples showed; NaN when none showed a number.
    record Interval(double low, double high) {

        static final Interval NONE = new Interval(Double.NaN, Double.NaN);

        /// @param found the values; those that are no number count for nothing
        static Interval of(double[] found) {
            var numbers = Arrays.stream(found).filter(Double::isFinite).sorted().toArray();
            return new Interval(quantile(numbers, TAIL), quantile(numbers, 1 - TAIL));
        }
    }

    Bootstrap(int resamples, long seed) {
        if (resamples < 1) {
            throw new IllegalArgumentException("resamples must be at least 1: " + resamples);
        }
        this.resamples = resamples;
        this.seed = seed;
    }

    /// What a function of resampled prompts gives on each resample.
    ///
    /// @param figures from how often each prompt was drawn to some figures, always as many
    /// @return for each figure its value on every resample
    List<double[]> of(int prompts, Function<int[], double[]> figures) {
        var random = new SplittableRandom(seed);
        var found = new ArrayList<double[]>();
        for (var resample = 0; resample < resamples; resample++) {
            var times = new int[prompts];
            for (var i = 0; i < prompts; i++) {
                times[random.nextInt(prompts)]++;
            }
            found.add(figures.apply(times));
        }
        return transposed(found);
    }

    private static List<double[]> transposed(List<double[]> rows) {
        var columns = new ArrayList<double[]>();
        for (var column = 0; column < rows.getFirst().length; column++) {
            var at = column;
            columns.add(rows.stream().mapToDouble(row -> row[at]).toArray());
        }
        return columns;
    }

    /// Interpolated between the two nearest, as NumPy does by default.
    ///
    /// @param sorted ascending
    static double quantile(double[] sorted, double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        var place = share * (sorted.length - 1);
        var below = (int) Math.floor(place);
        var above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
