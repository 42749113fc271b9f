package org.reasoningrouter.bench.scale;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.reasoningrouter.bench.Course;
import org.reasoningrouter.bench.RequestPath;
import org.reasoningrouter.bench.Sending;
import org.reasoningrouter.bench.StreamBench;

/// The rate from prompts to committed requests, with more and more of something.
///
/// @param model a model folder, or that of the constant classifier
record CapacityScale(StreamBench stream, String model, Course course) {

    /// What a step came to.
    record Measured(ScaleTable.Step step, long fallbacks) {}

    /// All routers have their partitions before the first prompt comes, so none of them drains what
    /// others are to share, and no store moves.
    Measured with(ScaleAxis axis, int n) throws IOException {
        try (var path = stream.path(axis.partitions(n), Sending.FILLED)) {
            for (var i = 0; i < axis.routers(n); i++) {
                path.start(model, axis.settings(n));
            }
            var before = path.cpuOfEach();
            var rounds = path.run(course);
            var share = leastShare(path, before);
            return new Measured(new ScaleTable.Step(n, rounds, share), path.requireOnce());
        }
    }

    // Of one router that has nothing to do, the rate would say nothing of two.
    private static double leastShare(RequestPath path, List<Duration> before) throws IOException {
        var after = path.cpuOfEach();
        var spent = new ArrayList<Long>();
        for (var i = 0; i < after.size(); i++) {
            spent.add(after.get(i).minus(before.get(i)).toNanos());
        }
        var all = spent.stream().mapToLong(Long::longValue).sum();
        var least = spent.stream().mapToLong(Long::longValue).min().orElse(0);
        return spent.size() < 2 || all == 0 ? Double.NaN : (double) least / all;
    }
}
