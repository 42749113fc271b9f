package org.reasoningrouter.router.batch;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.reasoningrouter.router.classify.Score;

/// Where the first model of a cascade is not sure, and what its sure scores mean to the policy.
///
/// The edges are on the first model's scale, the threshold on the second's. A score outside the
/// band is carried over to the second's scale along the points, straight between two of them and
/// level beyond the outermost; what it becomes stands on the same side of the threshold as the side
/// of the band it came from. So one threshold serves scores of either model.
///
/// @param first version of the model that the band was measured for, and that of the second
/// @param threshold of the policy it was measured for
/// @param low the second model is asked from here
/// @param high up to here, both included
/// @param points ascending in both scales
public record Band(
        String first,
        String second,
        double threshold,
        double low,
        double high,
        List<Point> points) {

    private static final Pattern DIGEST = Pattern.compile("@([0-9a-f]+)");

    /// A score of the first model and the second model's on the same prompts.
    public record Point(double first, double second) {

        public Point {
            share("a point's first", first);
            share("a point's second", second);
        }
    }

    public Band {
        share("threshold", threshold);
        share("low", low);
        share("high", high);
        points = List.copyOf(points);
        if (low > high) {
            throw new IllegalArgumentException("low must not exceed high: " + low + ", " + high);
        }
        if (points.isEmpty()) {
            throw new IllegalArgumentException("a band needs a point");
        }
        for (var i = 1; i < points.size(); i++) {
            if (!(points.get(i - 1).first() < points.get(i).first())
                    || points.get(i - 1).second() > points.get(i).second()) {
                throw new IllegalArgumentException("points must ascend: " + points);
            }
        }
    }

    /// The first model's score on the second's scale; empty where it is not sure.
    public Optional<Score> sure(Score score) {
        var value = score.value();
        if (value < low) {
            var below = Math.max(0, Math.nextDown(threshold));
            return Optional.of(new Score(Math.min(carried(value), below), score.shares()));
        }
        if (value > high) {
            return Optional.of(new Score(Math.max(carried(value), threshold), score.shares()));
        }
        return Optional.empty();
    }

    /// Refuses models other than those that the band was measured for. A folder may bear another
    /// name, its model must be the same.
    public void requireModels(String first, String second) {
        if (!digest(first).equals(digest(this.first))
                || !digest(second).equals(digest(this.second))) {
            throw refused("%s and %s".formatted(this.first, this.second), first + " and " + second);
        }
    }

    /// Refuses a threshold other than the one that the band was measured for.
    public void requireThreshold(double threshold) {
        if (threshold != this.threshold) {
            throw refused("threshold " + this.threshold, "threshold " + threshold);
        }
    }

    private static IllegalArgumentException refused(String madeFor, String inForce) {
        return new IllegalArgumentException(
                "model.first.band is for %s, and in force is %s: make it anew with 'router band'"
                        .formatted(madeFor, inForce));
    }

    private static String digest(String version) {
        var matcher = DIGEST.matcher(version);
        return matcher.find() ? matcher.group(1) : version;
    }

    private double carried(double score) {
        var before = points.getFirst();
        for (var point : points) {
            if (score <= point.first()) {
                return between(before, point, score);
            }
            before = point;
        }
        return before.second();
    }

    private static double between(Point before, Point after, double score) {
        if (score <= before.first()) {
            return before.second();
        }
        var part = (score - before.first()) / (after.first() - before.first());
        return before.second() + part * (after.second() - before.second());
    }

    private static void share(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must be 0 to 1: " + value);
        }
    }
}
