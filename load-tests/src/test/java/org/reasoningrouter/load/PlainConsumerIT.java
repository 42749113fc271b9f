package org.reasoningrouter.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.reasoningrouter.local.LocalSettings;
import org.reasoningrouter.local.LocalSettings.Part;
import org.reasoningrouter.local.LocalSettings.Simulated;
import org.reasoningrouter.local.LocalStack;
import org.reasoningrouter.simulator.SimulatorFault;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.WorkerApplication;

/// What stands of the guarantees when workers read with plain consumers.
class PlainConsumerIT {

    private static final int SLOTS = 8;
    private static final int BULK_SLOTS = 2;
    private static final int KILLS = 2;
    private static final int VISITS = 3;
    private static final Duration VISIT = Duration.ofSeconds(4);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void nothingIsLostOrDoubledWhenWorkersAreKilledTwiceEach() throws IOException {
        var settings = settings(3).running(EnumSet.of(Part.ROUTER, Part.LEDGER));
        try (var stack = LocalStack.start(settings);
                var programs = new ProgramsApart(stack, workers(), folder);
                var prompts = new PromptStream(stack.target(), ExamplePrompts.read())) {
            var sender = Thread.ofVirtual().start(() -> prompts.send(1_000, 40));
            for (var round = 0; round < KILLS; round++) {
                for (var part : workers()) {
                    LockSupport.parkNanos(VISIT.toNanos());
                    programs.of(part).kill();
                    programs.of(part).restart();
                }
            }
            Threads.join(sender);

            assertThat(prompts.awaitResults(PATIENCE)).isEmpty();
            var lost = KILLS * workers().size() * (SLOTS + BULK_SLOTS);
            assertThat(violations(stack, prompts, lost)).isEmpty();
        }
    }

    @Test
    void nothingIsLostOrDoubledWhenASecondWorkerComesAndGoes() throws IOException {
        try (var stack = LocalStack.start(settings(8));
                var prompts = new PromptStream(stack.target(), ExamplePrompts.read())) {
            var goOn = new AtomicBoolean(true);
            var sender = Thread.ofVirtual().start(() -> sendWhile(goOn, prompts));
            for (var visit = 0; visit < VISITS; visit++) {
                try (var _ = WorkerApplication.start(stack.workerSettings(Route.FAST))) {
                    LockSupport.parkNanos(VISIT.toNanos());
                }
            }
            goOn.set(false);
            Threads.join(sender);

            assertThat(prompts.awaitResults(PATIENCE)).isEmpty();
            assertThat(violations(stack, prompts, 0)).isEmpty();
        }
    }

    @Test
    void aCallThatHangsStopsNoOtherRequestOfItsPartition() throws IOException {
        var patience = Map.<String, Object>of("worker.clocks.first-token", "30s");
        try (var stack = LocalStack.start(settings(1).withWorker(patience));
                var slow = new PromptStream(stack.target(), "slow", WorkerRuns.fast());
                var quick = new PromptStream(stack.target(), "quick", WorkerRuns.fast())) {
            var server = stack.simulator().orElseThrow();
            server.fault(SimulatorFault.HANG_BEFORE_HEADERS);
            slow.send(1, 0);
            WorkerRuns.await("the call hangs", () -> server.ledger().started() == 1);
            server.fault(SimulatorFault.NONE);
            quick.send(200, 0);

            assertThat(quick.awaitResults(PATIENCE)).isEmpty();

            assertThat(server.ledger().running()).as("the call that hangs").isOne();
            assertThat(slow.awaitResults(PATIENCE)).isEmpty();
        }
    }

    private LocalSettings settings(int partitions) {
        return LocalSettings.defaults()
                .in(folder.resolve("stack"))
                .withRequestPartitions(partitions)
                .withSlots(SLOTS)
                .answeredBy(new Simulated(0.02))
                .withWorker(
                        Map.of(
                                "worker.consumer",
                                "plain",
                                "worker.kafka.session.timeout.ms",
                                "6000"));
    }

    private static List<Part> workers() {
        return List.of(Part.FAST_WORKER, Part.THINKING_WORKER);
    }

    private static void sendWhile(AtomicBoolean goOn, PromptStream prompts) {
        while (goOn.get()) {
            prompts.send(20, 40);
        }
    }

    private static List<String> violations(LocalStack stack, PromptStream prompts, long lost)
            throws IOException {
        return WorkerRuns.violations(stack, stack.simulator().orElseThrow(), prompts, lost);
    }
}
