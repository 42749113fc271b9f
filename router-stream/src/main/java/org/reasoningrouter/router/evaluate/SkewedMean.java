package org.reasoningrouter.router.evaluate;

import java.util.Arrays;
import org.reasoningrouter.router.evaluate.Bootstrap.Interval;

/// A mean with its 95 % interval, corrected for skewness: a few rows of great weight would push the
/// plain one too far down.
///
/// The correction is Hall's cubic transformation ("On the removal of skewness by transformation",
/// 1992).
record SkewedMean(double value, Interval interval) {

    private static final double Z = 1.959964;

    /// @param values at least two
    static SkewedMean of(double[] values) {
        var rows = values.length;
        var mean = Arrays.stream(values).average().orElseThrow();
        var second = moment(values, mean, 2);
        if (second == 0) {
            return new SkewedMean(mean, new Interval(mean, mean));
        }
        var skewness = moment(values, mean, 3) / Math.pow(second, 1.5) / Math.sqrt(rows);
        var step = Math.sqrt(second / (rows - 1));
        return new SkewedMean(
                mean,
                new Interval(
                        mean - step * inverse(Z, skewness), mean - step * inverse(-Z, skewness)));
    }

    private static double moment(double[] values, double mean, int power) {
        return Arrays.stream(values).map(it -> Math.pow(it - mean, power)).average().orElseThrow();
    }

    /// What a Student statistic is where the transformed one is normal.
    private static double inverse(double normal, double skewness) {
        return Math.abs(skewness) < 1e-9
                ? normal
                : 3 * (Math.cbrt(1 + skewness * (normal - skewness / 6)) - 1) / skewness;
    }

    /// The same of a share whose rows have these errors around it.
    ///
    /// Two rows too much and two too little, each at the heaviest weight, stand in for what a few
    /// heavy rows have not shown yet (after Agresti and Coull, 1998).
    ///
    /// @param heaviest what a row can add at most, as a weight
    static SkewedMean around(double share, double[] errors, double heaviest) {
        var padded = Arrays.copyOf(errors, errors.length + 4);
        for (var i = 0; i < 4; i++) {
            padded[errors.length + i] = (i % 2 == 0 ? heaviest : -heaviest) / 2;
        }
        var mean = of(padded).interval();
        return new SkewedMean(
                share,
                new Interval(Math.max(0, share + mean.low()), Math.min(1, share + mean.high())));
    }
}
