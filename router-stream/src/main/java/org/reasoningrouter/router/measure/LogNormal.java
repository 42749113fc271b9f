package org.reasoningrouter.router.measure;

import java.util.Map;
import java.util.NavigableMap;
import org.reasoningrouter.router.measure.LengthTracker.Weight;

/// The log-normal distribution that explains lengths best of which some were cut.
///
/// @param mean of the logarithm
/// @param sigma its standard deviation
record LogNormal(double mean, double sigma) {

    private static final int MOST_ROUNDS = 200;
    private static final double CLOSE = 1e-6;
    private static final double LEAST_SIGMA = 0.05;
    private static final double MOST_SIGMA = 4;
    private static final double FARTHEST = 30;
    private static final double HALF_BUCKET = 0.5 / LengthTracker.PER_DOUBLING * Math.log(2);

    /// Numerical Recipes' Chebyshev fit of the complementary error function, highest power first;
    /// its relative error is below 1.2e-7 everywhere, far tails included.
    private static final double[] ERFC = {
        0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807,
        -0.18628806, 0.09678418, 0.37409196, 1.00002368, -1.26551223
    };

    /// Expectation and maximisation: a cut length stands for what the distribution so far expects
    /// beyond the cut, until that changes nothing.
    static LogNormal of(NavigableMap<Integer, Weight> buckets) {
        var now = new LogNormal(0, Double.POSITIVE_INFINITY);
        var next = moments(buckets, (length, weight) -> square(length, weight.sum()));
        for (var i = 0; i < MOST_ROUNDS && !next.isCloseTo(now); i++) {
            now = next;
            next = moments(buckets, now::expected);
        }
        return next;
    }

    /// The length that a share of the thoughts exceeds which are longer than the given one.
    double lengthBeyond(double length, double share) {
        var from = (Math.log(length) - mean) / sigma;
        var goal = upper(from) * share;
        var low = Math.min(from, FARTHEST);
        var high = FARTHEST;
        for (var i = 0; i < 100; i++) {
            var middle = (low + high) / 2;
            if (upper(middle) > goal) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Math.exp(mean + sigma * high);
    }

    /// Sums of weights, of logarithms and of their squares.
    private record Sums(double weight, double first, double second) {

        private Sums plus(Sums other) {
            return new Sums(weight + other.weight, first + other.first, second + other.second);
        }
    }

    private interface Expectation {
        /// @param length the logarithm at the upper end of a bucket
        Sums of(double length, Weight weight);
    }

    private static LogNormal moments(NavigableMap<Integer, Weight> buckets, Expectation of) {
        var sums = new Sums(0, 0, 0);
        for (Map.Entry<Integer, Weight> bucket : buckets.entrySet()) {
            var length = Math.log(LengthTracker.upper(bucket.getKey()));
            sums = sums.plus(of.of(length, bucket.getValue()));
        }
        if (sums.weight() == 0) {
            return new LogNormal(0, LEAST_SIGMA);
        }
        var mean = sums.first() / sums.weight();
        var variance = Math.max(0, sums.second() / sums.weight() - mean * mean);
        return new LogNormal(mean, Math.clamp(Math.sqrt(variance), LEAST_SIGMA, MOST_SIGMA));
    }

    private Sums expected(double length, Weight weight) {
        var distance = Math.min(FARTHEST, (length - mean) / sigma);
        var hazard = density(distance) / upper(distance);
        var first = mean + sigma * hazard;
        var second = mean * mean + sigma * sigma + sigma * hazard * (length + mean);
        var cut = new Sums(weight.cut(), weight.cut() * first, weight.cut() * second);
        return square(length, weight.finished()).plus(cut);
    }

    private static Sums square(double length, double weight) {
        var middle = length - HALF_BUCKET;
        return new Sums(weight, weight * middle, weight * middle * middle);
    }

    private boolean isCloseTo(LogNormal other) {
        return Math.abs(mean - other.mean) < CLOSE && Math.abs(sigma - other.sigma) < CLOSE;
    }

    private static double density(double z) {
        return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    }

    /// The share of a normal distribution above z.
    static double upper(double z) {
        var x = Math.abs(z) / Math.sqrt(2);
        var t = 1 / (1 + x / 2);
        var sum = 0.0;
        for (var coefficient : ERFC) {
            sum = sum * t + coefficient;
        }
        var half = t * Math.exp(-x * x + sum) / 2;
        return z >= 0 ? half : 1 - half;
    }
}
