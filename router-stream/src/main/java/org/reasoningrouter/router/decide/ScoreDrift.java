package org.reasoningrouter.router.decide;

import java.util.List;

/// Whether scores still come as they did at calibration; once they do not, its guarantee no longer
/// stands.
///
/// The distance is Kolmogorov and Smirnov's at the calibration's quantiles. Where nothing changed
/// it exceeds the bound of Dvoretzky, Kiefer and Wolfowitz, in Massart's form (1990) and for both
/// samples, with at most one in a thousand of windows.
///
/// One thread owns it; one is for one window of scores.
public final class ScoreDrift {

    private static final double FALSE_ALARM = 1e-3;

    private final List<Double> edges;
    private final int calibrated;
    private final long[] below;
    private final long[] upTo;
    private long count;

    public ScoreDrift(Calibrated calibrated) {
        edges = calibrated.scores();
        this.calibrated = calibrated.prompts();
        below = new long[edges.size()];
        upTo = new long[edges.size()];
    }

    public void add(double score) {
        count++;
        for (var i = 0; i < below.length; i++) {
            below[i] += score < edges.get(i) ? 1 : 0;
            upTo[i] += score <= edges.get(i) ? 1 : 0;
        }
    }

    public long count() {
        return count;
    }

    /// How far the shares below the quantiles are from those of calibration, 0 to 1; 0 without
    /// scores.
    public double distance() {
        var distance = 0.0;
        for (var i = 0; i < below.length && count > 0; i++) {
            var share = (double) i / (below.length - 1);
            var missing = share - (double) upTo[i] / count;
            var excess = (double) below[i] / count - share;
            distance = Math.max(distance, Math.max(missing, excess));
        }
        return distance;
    }

    /// The most distance that chance explains.
    public double bound() {
        return most(calibrated) + most(count) + 1.0 / calibrated;
    }

    /// Half of the false alarms for each of the two samples, on both sides.
    static double most(long rows) {
        return rows == 0 ? 1 : Math.sqrt(Math.log(4 / FALSE_ALARM) / (2.0 * rows));
    }

    public boolean isDrifted() {
        return distance() > bound();
    }
}
