package org.reasoningrouter.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.reasoningrouter.local.LocalSettings;
import org.reasoningrouter.local.LocalSettings.Simulated;
import org.reasoningrouter.local.LocalStack;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Result;

/// Runs courses through the stream, exactly-once. Each has a broker of its own in this JVM, with
/// the sender and the reader.
///
/// @param prompts that are sent over and over
/// @param batches settings of the router that say how it forms batches and how long they may take
/// @param jvm what the router's JVM is told, where it has one of its own
/// @param logs takes a log file for each router
public record StreamBench(
        List<Prompt> prompts, Map<String, String> batches, List<String> jvm, Path logs) {

    public static final int PARTITIONS = 8;

    /// From prompts to requests, with the router in a JVM of its own.
    ///
    /// @param model a model folder, or [MeasuredRouter#CONSTANT]
    /// @param identity whether ids are remembered
    public BenchRun toRequests(String model, boolean identity, Course course) throws IOException {
        try (var path = path(PARTITIONS, Sending.FILLED)) {
            var run = new CourseRun(course, path.feed(), path.requests());
            run.fill();
            path.start(
                    model, Map.of("router.admission.identity.enabled", String.valueOf(identity)));
            var rounds = run.rounds(path.gauge(course));
            return new BenchRun(rounds, path.requireOnce());
        }
    }

    /// A way from prompts to requests that has no router yet.
    public RequestPath path(int partitions, Sending sending) {
        return new RequestPath(this, partitions, sending);
    }

    /// From prompts to results, with router, ledger, workers and the stand-in model server in this
    /// JVM.
    BenchRun toResults(Course course) throws IOException {
        var settings =
                LocalSettings.defaults()
                        .withPartitions(PARTITIONS)
                        .answeredBy(new Simulated(0))
                        .withRouter(Map.copyOf(batches));
        try (var stack = LocalStack.start(settings);
                var feed = new PromptFeed(stack.target(), prompts);
                var results =
                        new CommittedConsumer<>(
                                stack.target(),
                                Result.class,
                                List.of(stack.topics().results()),
                                Result::getDecision)) {
            var run = new CourseRun(course, feed, results);
            run.fill();
            var rounds = run.rounds(Moment::now);
            return new BenchRun(rounds, results.requireOnce(feed.sent()).fallbacks());
        }
    }
}
