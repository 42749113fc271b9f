package org.reasoningrouter.router.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import org.reasoningrouter.router.measure.LengthTracker.Weight;

/// How many thoughts are longer than any length, estimated from thoughts of which some were cut.
///
/// A cut thought says that it was at least as long: it counts among those that might have ended at
/// every length below its cut, and not after it (Kaplan and Meier's estimator). So a budget does
/// not make thoughts look shorter than they are, and cannot teach itself ever lower budgets. Where
/// the cuts leave nothing to see, a log-normal tail goes on from the last length that was seen.
final class LengthCurve {

    /// However short the budgets were, lengths are guessed up to this many times the longest.
    private static final double MOST_GUESSED = 4;

    /// The share of thoughts that are longer than the length.
    private record Point(double length, double longer) {}

    private final List<Point> points;
    private final LogNormal tail;

    private LengthCurve(List<Point> points, LogNormal tail) {
        this.points = List.copyOf(points);
        this.tail = tail;
    }

    /// @param buckets numbered as [LengthTracker] does
    static LengthCurve of(NavigableMap<Integer, Weight> buckets) {
        var points = new ArrayList<Point>();
        points.add(new Point(0, 1));
        var longer = 1.0;
        var left = buckets.values().stream().mapToDouble(Weight::sum).sum();
        for (var bucket : buckets.entrySet()) {
            var weight = bucket.getValue();
            points.add(
                    new Point(Math.max(points.getLast().length(), lower(bucket.getKey())), longer));
            longer *= Math.max(0, 1 - weight.finished() / left);
            points.add(new Point(LengthTracker.upper(bucket.getKey()), longer));
            left -= weight.sum();
        }
        return new LengthCurve(points, LogNormal.of(buckets));
    }

    /// What this share of the thoughts would end within if none were cut; 0 when nothing was seen.
    double quantile(double share) {
        var target = 1 - share;
        for (var i = 1; i < points.size(); i++) {
            if (points.get(i).longer() <= target) {
                return between(points.get(i - 1), points.get(i), target);
            }
        }
        return beyond(points.getLast(), target);
    }

    /// What a thought takes on average: cut at the longest length seen, as it has been.
    double mean() {
        var mean = 0.0;
        for (var i = 1; i < points.size(); i++) {
            var from = points.get(i - 1);
            var to = points.get(i);
            mean += (to.length() - from.length()) * (from.longer() + to.longer()) / 2;
        }
        return mean;
    }

    private static double between(Point from, Point to, double target) {
        var part = (from.longer() - target) / (from.longer() - to.longer());
        return from.length() + part * (to.length() - from.length());
    }

    private double beyond(Point last, double target) {
        var most = MOST_GUESSED * last.length();
        var guess = tail.lengthBeyond(last.length(), target / last.longer());
        return Math.clamp(guess, last.length(), most);
    }

    private static double lower(int bucket) {
        return bucket == 0 ? 0 : LengthTracker.upper(bucket - 1);
    }
}
