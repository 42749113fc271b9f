package org.reasoningrouter.router.evaluate;

import java.util.List;
import org.reasoningrouter.wire.Route;

/// The mean reward of each route in bins of the score; bins of few rows lean on the route's mean.
final class RewardModel {

    private static final int BINS = 5;

    /// Rows of the route's mean that each bin has beside its own.
    private static final double PRIOR = 5;

    private final double[] fast;
    private final double[] thinking;

    private RewardModel(double[] fast, double[] thinking) {
        this.fast = fast;
        this.thinking = thinking;
    }

    static RewardModel of(List<LoggedDecision> log) {
        return new RewardModel(means(log, Route.FAST), means(log, Route.THINKING));
    }

    double of(double score, Route route) {
        return (route == Route.FAST ? fast : thinking)[bin(score)];
    }

    private static double[] means(List<LoggedDecision> log, Route route) {
        var sum = new double[BINS];
        var count = new double[BINS];
        var total = 0.0;
        var rows = 0;
        for (var row : log) {
            if (row.route() == route) {
                sum[bin(row.score())] += row.reward();
                count[bin(row.score())]++;
                total += row.reward();
                rows++;
            }
        }
        var overall = rows == 0 ? 0.5 : total / rows;
        for (var bin = 0; bin < BINS; bin++) {
            sum[bin] = (sum[bin] + PRIOR * overall) / (count[bin] + PRIOR);
        }
        return sum;
    }

    private static int bin(double score) {
        return Math.min(BINS - 1, (int) (score * BINS));
    }
}
