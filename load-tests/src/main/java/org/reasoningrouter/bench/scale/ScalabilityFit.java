package org.reasoningrouter.bench.scale;

import java.util.Comparator;
import java.util.List;

/// The Universal Scalability Law, fitted to measured rates: with `n` of something the rate is that
/// of one times `C(n) = n / (1 + σ (n − 1) + κ n (n − 1))` (N. J. Gunther, Guerrilla Capacity
/// Planning, Springer 2007, ch. 4–6; arXiv 0808.1431).
///
/// @param one the rate with one
/// @param sigma the share of the work that waits in line: contention
/// @param kappa what each pair costs to stay coherent; above 0 the rate has a peak
/// @param rSquared the part of the rates' variance that the curve explains; no number where they do
///   not vary
/// @param worst the largest distance of a rate from the curve, as a share of the rate
/// @param spare rates beyond those that the parameters use up; 0: the curve goes through all of
///   them, whatever they are
record ScalabilityFit(
        double one, double sigma, double kappa, double rSquared, double worst, int spare) {

    /// The parameters that are fitted, and the rate with one.
    private static final int PARAMETERS = 3;

    /// A rate that was measured with so many.
    record Point(int n, double rate) {

        Point {
            if (n < 1 || !(rate > 0)) {
                throw new IllegalArgumentException(
                        "a point needs at least one of something and a rate: " + n + ", " + rate);
            }
        }

        // Gunther's deviation from linear growth: n / C(n) - 1.
        private double deviation(double one) {
            return n * one / rate - 1;
        }
    }

    /// Least squares of `n / C(n) − 1 = σ (n − 1) + κ n (n − 1)`, which is linear in both; neither
    /// is let below 0, where the law means nothing.
    ///
    /// @throws IllegalArgumentException when there are fewer than three different n, or no 1
    static ScalabilityFit of(List<Point> points) {
        var sorted = points.stream().sorted(Comparator.comparingInt(Point::n)).toList();
        if (sorted.stream().mapToInt(Point::n).distinct().count() < PARAMETERS
                || sorted.getFirst().n() != 1) {
            throw new IllegalArgumentException(
                    "a fit needs a rate with 1 and with two more: " + points);
        }
        var one = sorted.getFirst().rate();
        var sums = Sums.of(sorted, one);
        var sigma = sums.sigma();
        var kappa = sums.kappa();
        if (kappa < 0) {
            sigma = Math.max(0, sums.sigmaAlone());
            kappa = 0;
        } else if (sigma < 0) {
            sigma = 0;
            kappa = Math.max(0, sums.kappaAlone());
        }
        return judged(one, sigma, kappa, sorted);
    }

    /// The normal equations' sums, of `a = n − 1`, `b = n (n − 1)` and the deviation `y`.
    private record Sums(double aa, double ab, double bb, double ay, double by) {

        static Sums of(List<Point> points, double one) {
            double aa = 0;
            double ab = 0;
            double bb = 0;
            double ay = 0;
            double by = 0;
            for (var point : points) {
                double a = point.n() - 1;
                var b = point.n() * a;
                var y = point.deviation(one);
                aa += a * a;
                ab += a * b;
                bb += b * b;
                ay += a * y;
                by += b * y;
            }
            return new Sums(aa, ab, bb, ay, by);
        }

        private double determinant() {
            return aa * bb - ab * ab;
        }

        double sigma() {
            return (ay * bb - by * ab) / determinant();
        }

        double kappa() {
            return (by * aa - ay * ab) / determinant();
        }

        double sigmaAlone() {
            return ay / aa;
        }

        double kappaAlone() {
            return by / bb;
        }
    }

    private static ScalabilityFit judged(
            double one, double sigma, double kappa, List<Point> points) {
        var mean = points.stream().mapToDouble(Point::rate).average().orElseThrow();
        var left = 0.0;
        var all = 0.0;
        var worst = 0.0;
        for (var point : points) {
            var off = point.rate() - rate(one, sigma, kappa, point.n());
            left += off * off;
            all += (point.rate() - mean) * (point.rate() - mean);
            worst = Math.max(worst, Math.abs(off) / point.rate());
        }
        var rSquared = all == 0 ? Double.NaN : 1 - left / all;
        return new ScalabilityFit(one, sigma, kappa, rSquared, worst, points.size() - PARAMETERS);
    }

    private static double rate(double one, double sigma, double kappa, int n) {
        return one * n / (1 + sigma * (n - 1) + kappa * n * (n - 1));
    }

    /// What the curve says of so many.
    double rate(int n) {
        return rate(one, sigma, kappa, n);
    }

    /// The n of the highest rate; infinite where the curve only rises.
    double peak() {
        return kappa == 0 ? Double.POSITIVE_INFINITY : Math.sqrt(Math.max(0, 1 - sigma) / kappa);
    }
}
