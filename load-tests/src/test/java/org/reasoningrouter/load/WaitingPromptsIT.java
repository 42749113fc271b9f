package org.reasoningrouter.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.reasoningrouter.load.guarantee.Guarantee;
import org.reasoningrouter.local.LocalSettings;
import org.reasoningrouter.local.LocalSettings.Part;
import org.reasoningrouter.local.LocalSettings.Simulated;
import org.reasoningrouter.local.LocalStack;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Mode;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Reason;
import org.reasoningrouter.wire.Result;
import org.reasoningrouter.wire.Role;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.wire.Status;

/// A router that is killed while prompts wait for budget. They are read and committed, so they
/// stand in its store and nowhere else.
class WaitingPromptsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int TENANTS = 3;
    private static final int CAPS = 4;
    private static final int PATIENT = 24;
    private static final int HURRIED = 6;
    private static final int CAP = 2_048;

    private static final String POLICY =
            """
            version: waiting-1
            threshold: 0.5
            fallback: fast
            expectedThinkingTokens: 900
            budgets: [{from: 0.0, tokens: %d}]
            hints: true
            tenantBudgets: [{tokensPerDay: %d, whenSpent: wait}]
            """
                    .formatted(CAP, CAPS * CAP);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    /// Nothing answers until the router is back, so until then no budget comes back.
    @Test
    void whatWaitedWhenItsRouterWasKilledEndsOnce() throws IOException {
        try (var stack = LocalStack.start(settings());
                var router = new ProgramsApart(stack, Set.of(Part.ROUTER), folder);
                var patient = new PromptStream(stack.target(), "patient", texts(300_000));
                var hurried = new PromptStream(stack.target(), "hurried", texts(5_000))) {
            patient.send(PATIENT, 0);
            WorkerRuns.await(
                    "budgets are set aside", PATIENCE, () -> thinking(stack) == CAPS * TENANTS);
            hurried.send(HURRIED, 0);
            WorkerRuns.await("the rest waits", () -> read(stack) == PATIENT + HURRIED);

            router.of(Part.ROUTER).kill();
            router.of(Part.ROUTER).restart();

            assertThat(hurried.awaitResults(PATIENCE)).isEmpty();
            assertThat(thinking(stack)).isEqualTo(CAPS * TENANTS);
            try (var _ = new ProgramsApart(stack, Set.of(Part.THINKING_WORKER), folder)) {
                assertThat(patient.awaitResults(PATIENCE)).isEmpty();
                assertThat(violations(stack, patient, hurried)).isEmpty();
            }
            assertThat(results(stack)).allSatisfy(WaitingPromptsIT::isEndedAsItsTimeAllows);
        }
    }

    private LocalSettings settings() throws IOException {
        var policy = Files.writeString(folder.resolve("policy.yml"), POLICY);
        return LocalSettings.defaults()
                .in(folder.resolve("stack"))
                .withPartitions(1)
                .running(Set.of(Part.LEDGER))
                .answeredBy(new Simulated(0))
                .withRouter(
                        Map.of(
                                "router.policy.file",
                                policy.toString(),
                                "router.kafka.session.timeout.ms",
                                "6000"));
    }

    /// Short thoughts, which give back most of what was set aside.
    private static List<Prompt> texts(long timeLimitMs) {
        return IntStream.range(0, PATIENT)
                .mapToObj(i ->
                        Prompt.newBuilder()
                                .setMessages(
                                        List.of(
                                                new Message(
                                                        Role.USER,
                                                        "[easy] What is 17 times " + i + "?")))
                                .setMode(Mode.THINKING)
                                .setTimeLimitMs(timeLimitMs)
                                .build())
                .toList();
    }

    private static void isEndedAsItsTimeAllows(Result result) {
        if (result.getPromptId().startsWith("patient")) {
            assertThat(result.getStatus()).isEqualTo(Status.ANSWERED);
            assertThat(result.getRoute()).contains(Route.THINKING);
        } else {
            assertThat(result.getStatus()).isEqualTo(Status.REJECTED);
            assertThat(result.getDecision().getReason()).isEqualTo(Reason.BUDGET_SPENT);
        }
    }

    private static int thinking(LocalStack stack) {
        var thinking = new ArrayList<String>();
        WorkerRuns.evidence(stack)
                .read(
                        stack.topics().decisions(),
                        (id, it) -> it.getRoute().ifPresent(_ -> thinking.add(id)));
        return thinking.size();
    }

    /// Prompts that the router has read and committed.
    private static long read(LocalStack stack) {
        try (var admin = Admin.create(Map.of("bootstrap.servers", stack.broker().bootstrap()))) {
            var offsets =
                    admin.listConsumerGroupOffsets("router")
                            .partitionsToOffsetAndMetadata()
                            .toCompletionStage()
                            .toCompletableFuture()
                            .join();
            return offsets.entrySet().stream()
                    .filter(it -> it.getKey().topic().equals(stack.topics().prompts().name()))
                    .mapToLong(it -> it.getValue().offset())
                    .sum();
        }
    }

    private static List<String> violations(
            LocalStack stack, PromptStream patient, PromptStream hurried) throws IOException {
        var ledger = stack.simulator().orElseThrow().ledger();
        WorkerRuns.await("the server's calls end", () -> ledger.running() == 0);
        var sent = new HashMap<>(patient.acknowledged());
        sent.putAll(hurried.acknowledged());
        var served = ServedCalls.of(ledger, ExamplePrompts.prices(), 0);
        var evidence = WorkerRuns.evidence(stack).read(sent, served);
        return Guarantee.all().stream().flatMap(it -> it.violations(evidence).stream()).toList();
    }

    private static List<Result> results(LocalStack stack) {
        var results = new ArrayList<Result>();
        WorkerRuns.evidence(stack)
                .read(stack.topics().results(), (_, result) -> results.add(result));
        return results;
    }
}
