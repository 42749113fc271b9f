package org.reasoningrouter.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.reasoningrouter.local.LocalSettings;
import org.reasoningrouter.local.LocalSettings.Simulated;
import org.reasoningrouter.local.LocalStack;
import org.reasoningrouter.topics.Topic;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Request;
import org.reasoningrouter.wire.Result;
import org.reasoningrouter.wire.Route;

/// Runs courses through the stream, exactly-once. Each has a broker of its own in this JVM, with
/// the sender and the reader.
///
/// @param prompts that are sent over and over
/// @param batches settings of the router that say how it forms batches and how long they may take
/// @param jvm what the router's JVM is told, where it has one of its own
/// @param logs takes a log file for each router
record StreamBench(List<Prompt> prompts, Map<String, String> batches, List<String> jvm, Path logs) {

    private static final int PARTITIONS = 8;

    /// From prompts to requests, with the router in a JVM of its own.
    ///
    /// @param model a model folder, or [MeasuredRouter#CONSTANT]
    /// @param identity whether ids are remembered
    BenchRun toRequests(String model, boolean identity, Course course) throws IOException {
        var settings = LocalSettings.defaults().running(Set.of()).withPartitions(PARTITIONS);
        try (var stack = LocalStack.start(settings);
                var feed = new PromptFeed(stack.target(), prompts);
                var requests =
                        new CommittedConsumer<>(
                                stack.target(),
                                Request.class,
                                requestTopics(stack),
                                Request::getDecision)) {
            var run = new CourseRun(course, feed, requests);
            run.fill();
            List<BenchRound> rounds;
            try (var router = router(stack, model, identity)) {
                rounds = run.rounds(count -> Moment.now(count, router.work(), router.pid()));
            }
            return new BenchRun(rounds, run.requireOnce().fallbacks());
        }
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
            var rounds = run.rounds(count -> Moment.now(count, ModelWork.NONE));
            return new BenchRun(rounds, run.requireOnce().fallbacks());
        }
    }

    private RouterProcess router(LocalStack stack, String model, boolean identity) {
        var settings = new HashMap<>(batches);
        stack.routerSettings().forEach((name, value) -> settings.put(name, String.valueOf(value)));
        settings.put("router.roles", "router");
        // The prompts of a filled topic are as old as the filling takes.
        settings.put("router.deadlines.interactive", "1h");
        settings.put("router.admission.identity.enabled", String.valueOf(identity));
        settings.put(MeasuredRouter.MODEL, model);
        var name = "router-%s-%s".formatted(Path.of(model).getFileName(), identity);
        settings.put("logback.configurationFile", "logback-local.xml");
        settings.put("router.log", logs.resolve(name + ".log").toString());
        var log = logs.resolve(name + ".out");
        return RouterProcess.start(settings, jvm, log);
    }

    private static List<Topic<?>> requestTopics(LocalStack stack) {
        var topics = new ArrayList<Topic<?>>();
        for (var route : Route.values()) {
            for (var lane : Lane.values()) {
                topics.add(stack.topics().requests(route, lane));
            }
        }
        return topics;
    }
}
