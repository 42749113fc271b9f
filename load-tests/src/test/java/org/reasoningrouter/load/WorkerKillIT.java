package org.reasoningrouter.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reasoningrouter.local.LocalSettings;
import org.reasoningrouter.local.LocalSettings.Part;
import org.reasoningrouter.local.LocalStack;
import org.reasoningrouter.simulator.LlmSimulator;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.WorkerApplication;

/// What becomes of the requests of a worker that is killed as the kernel kills.
class WorkerKillIT {

    private static final int SLOTS = 4;
    private static final int BULK_SLOTS = 1;
    private static final int IN_FLIGHT = 3;
    private static final int PROMPTS = 24;
    private static final Duration CALL = Duration.ofSeconds(6);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"share", "plain"})
    void itsRequestsAreAnsweredByAnotherWorkerOnceEach(String consumer) throws IOException {
        try (var server = WorkerRuns.steady(CALL);
                var stack = LocalStack.start(settings(server, consumer));
                var programs = new ProgramsApart(stack, EnumSet.of(Part.FAST_WORKER), folder);
                var prompts = new PromptStream(stack.target(), WorkerRuns.fast())) {
            var doomed = programs.of(Part.FAST_WORKER);
            WorkerRuns.await("it starts", () -> has(doomed, "event=started"));
            var sender = Thread.ofVirtual().start(() -> prompts.send(PROMPTS, 2));
            WorkerRuns.await("it has calls", () -> server.ledger().running() >= IN_FLIGHT);
            // Later than its calls, because the larger worker gets most of what comes.
            try (var heir = WorkerApplication.start(heir(stack))) {
                var meters = heir.getBean(MeterRegistry.class);
                WorkerRuns.await("they run", () -> inFlight(server, meters) >= IN_FLIGHT);

                doomed.kill();
                var killed = System.nanoTime();
                WorkerRuns.await("a redelivery", () -> redelivered(meters) > 0);
                System.out.printf(
                        "worker-kill consumer=%s first-redelivery-ms=%d%n",
                        consumer, (System.nanoTime() - killed) / 1_000_000);
                Threads.join(sender);

                assertThat(prompts.awaitResults(PATIENCE)).isEmpty();
                var lost = SLOTS + BULK_SLOTS;
                assertThat(WorkerRuns.violations(stack, server, prompts, lost)).isEmpty();
            }
        }
    }

    private LocalSettings settings(LlmSimulator server, String consumer) {
        return WorkerRuns.answeredBy(
                        server,
                        LocalSettings.defaults()
                                .in(folder.resolve("stack"))
                                .running(EnumSet.of(Part.ROUTER, Part.LEDGER))
                                .withRequestPartitions(consumer.equals("plain") ? 4 : 1)
                                .withSlots(SLOTS))
                .withWorker(
                        Map.of(
                                "worker.consumer",
                                consumer,
                                "worker.kafka.session.timeout.ms",
                                "6000"));
    }

    /// Slots enough for everything, so that a redelivery waits for no slot.
    private static Map<String, Object> heir(LocalStack stack) {
        var settings = new TreeMap<>(stack.workerSettings(Route.FAST));
        settings.put("worker.slots.interactive", PROMPTS / 2);
        settings.put("worker.slots.bulk", PROMPTS / 4);
        return settings;
    }

    private static boolean has(ChildProgram program, String event) {
        return program.output().stream().anyMatch(line -> line.contains(event));
    }

    private static double inFlight(LlmSimulator server, MeterRegistry heir) {
        var busy =
                heir.find("worker.consume.slots.busy").gauges().stream()
                        .mapToDouble(Gauge::value)
                        .sum();
        return server.ledger().running() - busy;
    }

    private static double redelivered(MeterRegistry meters) {
        return meters.find("worker.consume.redelivered").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }
}
