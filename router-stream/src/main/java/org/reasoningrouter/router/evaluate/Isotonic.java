package org.reasoningrouter.router.evaluate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.reasoningrouter.router.batch.Band.Point;

/// The rising line through two models' scores of the same prompts.
///
/// Prompts stand in groups of like score of the first model, and groups that would make the line
/// fall are taken together (pool adjacent violators, Ayer et al. 1955).
final class Isotonic {

    private Isotonic() {}

    /// @param most points, at least 1
    static List<Point> points(List<ScoredTwice> rows, int most) {
        var sorted = rows.stream().sorted(Comparator.comparingDouble(ScoredTwice::first)).toList();
        Deque<Group> rising = new ArrayDeque<>();
        for (var group : groups(sorted, most)) {
            var last = group;
            while (!rising.isEmpty() && !rising.getLast().isBefore(last)) {
                last = rising.removeLast().with(last);
            }
            rising.add(last);
        }
        return rising.stream().map(Group::point).toList();
    }

    private static List<Group> groups(List<ScoredTwice> sorted, int most) {
        var groups = new ArrayList<Group>();
        for (var i = 0; i < most; i++) {
            var from = (int) ((long) sorted.size() * i / most);
            var to = (int) ((long) sorted.size() * (i + 1) / most);
            if (from < to) {
                groups.add(
                        sorted.subList(from, to).stream()
                                .map(row -> new Group(1, row.first(), row.second()))
                                .reduce(new Group(0, 0, 0), Group::with));
            }
        }
        return groups;
    }

    private record Group(long rows, double first, double second) {

        Group with(Group other) {
            return new Group(rows + other.rows, first + other.first, second + other.second);
        }

        boolean isBefore(Group next) {
            return point().first() < next.point().first()
                    && point().second() <= next.point().second();
        }

        Point point() {
            return new Point(Math.min(1, first / rows), Math.min(1, second / rows));
        }
    }
}
