package org.reasoningrouter.router.evaluate;

import java.util.List;
import org.reasoningrouter.wire.Route;

/// The mean reward of each route in bins of the score; bins of few rows lean on the route's mean.
final class RewardModel {

    private static final int BINS = 5;

    /// Rows of the route's mean that each bin has beside its own.
    private static final double PRIOR = 5;

    private final double[][] mean;

    private RewardModel(double[][] mean) {
        this.mean = mean;
    }

    static RewardModel of(List<LoggedDecision> log) {
        var sum = new double[Route.values().length][BINS];
        var count = new double[Route.values().length][BINS];
        for (var row : log) {
            sum[row.route().ordinal()][bin(row.score())] += row.reward();
            count[row.route().ordinal()][bin(row.score())]++;
        }
        for (var route = 0; route < sum.length; route++) {
            smooth(sum[route], count[route]);
        }
        return new RewardModel(sum);
    }

    double of(double score, Route route) {
        return mean[route.ordinal()][bin(score)];
    }

    private static void smooth(double[] sum, double[] count) {
        var total = 0.0;
        var rows = 0.0;
        for (var bin = 0; bin < BINS; bin++) {
            total += sum[bin];
            rows += count[bin];
        }
        var overall = rows == 0 ? 0.5 : total / rows;
        for (var bin = 0; bin < BINS; bin++) {
            sum[bin] = (sum[bin] + PRIOR * overall) / (count[bin] + PRIOR);
        }
    }

    private static int bin(double score) {
        return Math.min(BINS - 1, (int) (score * BINS));
    }
}
