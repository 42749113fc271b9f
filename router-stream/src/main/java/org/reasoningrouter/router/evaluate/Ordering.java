package org.reasoningrouter.router.evaluate;

import java.util.Comparator;
import java.util.stream.IntStream;

/// Prompts with their outcomes in the order of a score, highest first: the order in which they
/// would think. Equal scores stay in the order of their rows.
///
/// AUROC counts each prompt as a positive by the share in which thinking helped, and as a negative
/// for the rest. APGR and CPT are RouteLLM's, over [#BINS] equal steps of the share that thinks.
/// What has no meaning on these prompts, as a share of a gap that is none, is NaN.
final class Ordering {

    static final int BINS = 10;

    private final int[] rows;
    private final double[] score;
    private final Outcomes outcomes;

    /// What accuracy is at a threshold.
    ///
    /// @param share of the prompts that think
    /// @param kept accuracy as a share of always-thinking's
    record OperatingPoint(double share, double accuracy, double kept) {}

    private Ordering(int[] rows, double[] score, Outcomes outcomes) {
        this.rows = rows;
        this.score = score;
        this.outcomes = outcomes;
    }

    /// @param score of each prompt; any finite numbers
    static Ordering of(double[] score, Outcomes outcomes) {
        if (score.length != outcomes.size()) {
            throw new IllegalArgumentException("there must be one score for each outcome");
        }
        var rows =
                IntStream.range(0, score.length)
                        .boxed()
                        // Subtracted from 0, so that both zeros are one.
                        .sorted(Comparator.comparingDouble(row -> 0 - score[row]))
                        .mapToInt(Integer::intValue)
                        .toArray();
        return new Ordering(rows, score.clone(), outcomes);
    }

    /// The same order of a sample of these prompts.
    ///
    /// @param times how often the sample has each prompt
    Ordering resampled(int[] times) {
        var drawn = new int[IntStream.of(times).sum()];
        var next = 0;
        for (var row : rows) {
            for (var i = 0; i < times[row]; i++) {
                drawn[next++] = row;
            }
        }
        return new Ordering(drawn, score, outcomes);
    }

    int size() {
        return rows.length;
    }

    double auroc() {
        var positives = 0.0;
        var negatives = 0.0;
        var ordered = 0.0;
        for (var from = 0; from < rows.length; ) {
            var equal = 0.0;
            var to = from;
            for (; to < rows.length && score[rows[to]] == score[rows[from]]; to++) {
                equal += outcomes.help(rows[to]);
            }
            var others = to - from - equal;
            // Each negative here stands below all positives so far, and level with those here.
            ordered += others * (positives + equal / 2);
            positives += equal;
            negatives += others;
            from = to;
        }
        return ordered / (positives * negatives);
    }

    /// Share of the gap between always-fast and always-thinking that is recovered when 0, 10 .. 100
    /// % think.
    double[] recovered() {
        var gains = gains();
        var gap = gains[rows.length];
        var recovered = new double[BINS + 1];
        for (var bin = 0; bin <= BINS; bin++) {
            recovered[bin] = gap > 0 ? gains[count(bin, BINS)] / gap : Double.NaN;
        }
        return recovered;
    }

    /// Average performance gap recovered: the area under [#recovered].
    double apgr() {
        var recovered = recovered();
        var area = 0.0;
        for (var bin = 1; bin <= BINS; bin++) {
            area += (recovered[bin - 1] + recovered[bin]) / 2 / BINS;
        }
        return area;
    }

    /// Call-performance threshold: the smallest share of thinking that recovers that share of the
    /// gap, interpolated between the bins.
    double cpt(double wanted) {
        var recovered = recovered();
        for (var bin = 1; bin <= BINS; bin++) {
            if (recovered[bin] >= wanted) {
                var missing = wanted - recovered[bin - 1];
                return (bin - 1 + missing / (recovered[bin] - recovered[bin - 1])) / BINS;
            }
        }
        return Double.NaN;
    }

    /// The smallest share of thinking whose accuracy is that share of always-thinking's.
    double shareThatKeeps(double kept) {
        var gains = gains();
        var fast = sumFast();
        var wanted = kept * (fast + gains[rows.length]);
        for (var count = 0; count <= rows.length; count++) {
            if (fast + gains[count] >= wanted) {
                return (double) count / rows.length;
            }
        }
        return Double.NaN;
    }

    /// Accuracy when that share of the prompts thinks.
    double accuracy(double share) {
        return (sumFast() + gains()[(int) Math.rint(share * rows.length)]) / rows.length;
    }

    /// Accuracy when shares of 0, 1/steps .. 1 think.
    double[] curve(int steps) {
        var gains = gains();
        var fast = sumFast();
        return IntStream.rangeClosed(0, steps)
                .mapToDouble(i -> (fast + gains[count(i, steps)]) / rows.length)
                .toArray();
    }

    /// What happens when every score at or above the threshold thinks.
    OperatingPoint at(double threshold) {
        var thinking = 0;
        while (thinking < rows.length && score[rows[thinking]] >= threshold) {
            thinking++;
        }
        var gains = gains();
        var right = sumFast() + gains[thinking];
        var always = sumFast() + gains[rows.length];
        return new OperatingPoint(
                (double) thinking / rows.length, right / rows.length, right / always);
    }

    private int count(int step, int steps) {
        return (int) Math.rint(step * ((double) rows.length / steps));
    }

    private double sumFast() {
        return IntStream.of(rows).mapToDouble(outcomes::fast).sum();
    }

    /// What the first 0, 1, 2 .. prompts gain when they think, together.
    private double[] gains() {
        var gains = new double[rows.length + 1];
        for (var i = 0; i < rows.length; i++) {
            gains[i + 1] = gains[i] + outcomes.gain(rows[i]);
        }
        return gains;
    }
}
