package org.reasoningrouter.bench.scale;

import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.reasoningrouter.bench.CommittedConsumer;
import org.reasoningrouter.bench.Course;
import org.reasoningrouter.bench.CourseRun;
import org.reasoningrouter.bench.Moment;
import org.reasoningrouter.bench.PromptFeed;
import org.reasoningrouter.local.LocalSettings;
import org.reasoningrouter.local.LocalSettings.Part;
import org.reasoningrouter.local.LocalSettings.Remote;
import org.reasoningrouter.local.LocalStack;
import org.reasoningrouter.simulator.LlmSimulator;
import org.reasoningrouter.simulator.SimulatorSettings;
import org.reasoningrouter.simulator.SimulatorTimes;
import org.reasoningrouter.wire.Mode;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Result;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.WorkerApplication;

/// The rate of results with more and more workers on a request topic of one partition. Each worker
/// has one slot and is a member of its own; a call takes the same time however many run, so that
/// only the hand-out of requests can hold the rate back.
///
/// @param call how long the stand-in server takes for each
record WorkerScale(List<Prompt> prompts, Duration call, int rounds) {

    private static final int CALLS_A_ROUND = 20;
    private static final int PARTITIONS = 8;

    /// How requests come to workers.
    enum Hand {
        SHARE,
        PLAIN
    }

    WorkerScale {
        prompts =
                prompts.stream()
                        .map(it -> Prompt.newBuilder(it).setMode(Mode.FAST).build())
                        .toList();
    }

    ScaleTable.Step with(Hand hand, int workers) throws IOException {
        // Of plain consumers on one partition, one has something to do.
        var busy = hand == Hand.SHARE ? workers : 1;
        var course = new Course(true, 2 * busy, rounds, CALLS_A_ROUND * busy);
        Deque<ApplicationContext> running = new ArrayDeque<>();
        try (var server = server();
                var stack = LocalStack.start(settings(server));
                var feed = new PromptFeed(stack.target(), prompts);
                var results = results(stack)) {
            try {
                for (var i = 0; i < workers; i++) {
                    running.push(WorkerApplication.start(worker(stack, hand)));
                }
                var run = new CourseRun(course, feed, results);
                run.fill();
                return new ScaleTable.Step(workers, run.rounds(Moment::now), Double.NaN);
            } finally {
                running.forEach(ApplicationContext::close);
            }
        }
    }

    private LlmSimulator server() throws IOException {
        var zero = Duration.ZERO;
        var times = new SimulatorTimes(1, call, zero, zero, zero, zero, zero, 1);
        return LlmSimulator.start(
                0, SimulatorSettings.scaled(1).taking(times).withoutCalls().withChunkTokens(64));
    }

    private static LocalSettings settings(LlmSimulator server) {
        return LocalSettings.defaults()
                .running(EnumSet.of(Part.ROUTER, Part.LEDGER))
                .withPartitions(PARTITIONS)
                .withRequestPartitions(1)
                .answeredBy(new Remote(server.url(), LlmSimulator.MODEL, Optional.empty()))
                .withWorker(Map.of("worker.llm.dialect", "vllm", "worker.llm.probe", "off"));
    }

    private static Map<String, Object> worker(LocalStack stack, Hand hand) {
        var settings = new HashMap<>(stack.workerSettings(Route.FAST));
        settings.put(
                "worker.consumer",
                switch (hand) {
                    case SHARE -> "share";
                    case PLAIN -> "plain";
                });
        settings.put("worker.slots.interactive", 1);
        settings.put("worker.slots.bulk", 0);
        return settings;
    }

    private static CommittedConsumer<Result> results(LocalStack stack) {
        return new CommittedConsumer<>(
                stack.target(),
                Result.class,
                List.of(stack.topics().results()),
                Result::getDecision);
    }
}
