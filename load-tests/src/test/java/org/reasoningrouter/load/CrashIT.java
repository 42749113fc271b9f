package org.reasoningrouter.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.reasoningrouter.load.guarantee.EveryPromptIsDecidedOnce;
import org.reasoningrouter.load.guarantee.Evidence;
import org.reasoningrouter.load.guarantee.Guarantee;
import org.reasoningrouter.local.LocalSettings;
import org.reasoningrouter.local.LocalSettings.Part;
import org.reasoningrouter.local.LocalSettings.Simulated;
import org.reasoningrouter.local.LocalStack;

/// What stands of the guarantees when programs are killed as the kernel kills.
class CrashIT {

    private static final int SLOTS = 8;
    private static final int FEW = 100;
    private static final int KILLS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void nothingIsLostOrDoubledWhenRouterLedgerAndWorkersAreKilledThreeTimesEach()
            throws IOException {
        try (var stack = LocalStack.start(settings(Map.of()));
                var programs = new ProgramsApart(stack, EnumSet.allOf(Part.class), folder);
                var prompts = new PromptStream(stack.target(), ExamplePrompts.read())) {
            var sender = Thread.ofVirtual().start(() -> prompts.send(3_000, 40));
            var lost = 0;
            for (var round = 0; round < KILLS; round++) {
                for (var part : Part.values()) {
                    killAfter(Duration.ofSeconds(4), programs.of(part));
                    lost += isWorker(part) ? slots() : 0;
                }
            }
            Threads.join(sender);

            assertThat(prompts.awaitResults(PATIENCE)).isEmpty();
            assertThat(violations(evidence(stack, prompts, lost))).isEmpty();
        }
    }

    /// The control: the same checker must see what exactly-once prevents.
    @Test
    void atLeastOnceDecidesSomePromptsTwice() throws IOException {
        var atLeastOnce =
                Map.<String, Object>of(
                        "router.kafka.processing.guarantee", "at_least_once",
                        "router.kafka.commit.interval.ms", "5000",
                        "router.admission.identity.enabled", "false");
        try (var stack = LocalStack.start(settings(atLeastOnce));
                var programs = new ProgramsApart(stack, Set.of(Part.ROUTER), folder);
                var prompts = new PromptStream(stack.target(), ExamplePrompts.read())) {
            var sender = Thread.ofVirtual().start(() -> prompts.send(4_000, 100));
            var decided = 0L;
            for (var round = 0; round < KILLS; round++) {
                decided = awaitDecisions(stack, decided + FEW);
                killAfter(Duration.ZERO, programs.of(Part.ROUTER));
            }
            awaitDecisions(stack, decided + FEW);
            Threads.join(sender);

            var broken = new EveryPromptIsDecidedOnce().violations(evidence(stack, prompts, 0));
            assertThat(broken).anyMatch(line -> line.contains("has 2 decisions"));
        }
    }

    /// Waits until so many decisions are written, committed or not.
    ///
    /// @return how many there are
    private static long awaitDecisions(LocalStack stack, long least) {
        var until = System.nanoTime() + PATIENCE.toNanos();
        var topic = stack.topics().decisions();
        var written = WorkerRuns.evidence(stack).written(topic);
        while (written < least && System.nanoTime() < until) {
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            written = WorkerRuns.evidence(stack).written(topic);
        }
        assertThat(written).isGreaterThanOrEqualTo(least);
        return written;
    }

    private LocalSettings settings(Map<String, Object> router) {
        return LocalSettings.defaults()
                .in(folder.resolve("stack"))
                .running(Set.of())
                .withSlots(SLOTS)
                .answeredBy(new Simulated(0.02))
                .withRouter(Map.of("router.kafka.session.timeout.ms", "6000"))
                .withRouter(router);
    }

    private static int slots() {
        return SLOTS + Math.ceilDiv(SLOTS, 4);
    }

    private static boolean isWorker(Part part) {
        return part == Part.FAST_WORKER || part == Part.THINKING_WORKER;
    }

    private static void killAfter(Duration wait, ChildProgram program) {
        LockSupport.parkNanos(wait.toNanos());
        assertThat(program.isAlive()).as("alive before the kill").isTrue();
        program.kill();
        program.restart();
    }

    private static Evidence evidence(LocalStack stack, PromptStream prompts, int lost)
            throws IOException {
        var served =
                ServedCalls.of(
                        stack.simulator().orElseThrow().ledger(), ExamplePrompts.prices(), lost);
        return new EvidenceConsumer(stack.broker().bootstrap(), stack.topics(), stack.serdes())
                .read(prompts.acknowledged(), served);
    }

    private static List<String> violations(Evidence evidence) {
        return Guarantee.all().stream().flatMap(g -> g.violations(evidence).stream()).toList();
    }
}
