package org.reasoningrouter.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.reasoningrouter.wire.Reason.BUDGET_SPENT;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.reasoningrouter.local.LocalSettings;
import org.reasoningrouter.local.LocalSettings.Simulated;
import org.reasoningrouter.local.LocalStack;
import org.reasoningrouter.simulator.LlmSimulator;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Mode;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Result;
import org.reasoningrouter.wire.Role;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.wire.Status;

/// A burst of three tenants, who all want to think and may not spend so much: what the policy says
/// becomes of the rest, and no budget is overspent.
class TenantBudgetIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int PARTITIONS = 4;
    private static final int PROMPTS = 900;
    private static final int PER_SECOND = 90;
    private static final int CAP = 256;
    private static final long LIMIT = 100L * CAP;
    private static final long FIRST_LEASE = Math.max(CAP, LIMIT / 20 / PARTITIONS);

    // By day, because a run is likelier to meet the end of an hour.
    private static final String POLICY =
            """
            version: budgets-1
            threshold: 0.5
            fallback: fast
            expectedThinkingTokens: 900
            budgets: [{from: 0.0, tokens: %d}]
            hints: true
            tenantBudgets:
              - {tenant: acme, tokensPerDay: %d, whenSpent: fast}
              - {tenant: globex, tokensPerDay: %d, whenSpent: reject}
              - {tenant: initech, tokensPerDay: %d, whenSpent: wait}
            """
                    .formatted(CAP, LIMIT, LIMIT, LIMIT);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void aBurstThinksWithinItsBudgetsAndEveryPromptEndsAsThePolicySays() throws IOException {
        var policy = Files.writeString(folder.resolve("policy.yml"), POLICY);
        var settings =
                LocalSettings.defaults()
                        .in(folder.resolve("stack"))
                        .withPartitions(PARTITIONS)
                        .answeredBy(new Simulated(0))
                        .withRouter(Map.of("router.policy.file", policy.toString()));
        try (var stack = LocalStack.start(settings);
                var prompts = new PromptStream(stack.target(), texts())) {
            prompts.send(PROMPTS, PER_SECOND);
            assertThat(prompts.awaitResults(PATIENCE)).isEmpty();

            assertThat(WorkerRuns.violations(stack, simulator(stack), prompts, 0)).isEmpty();
            var results = results(stack);
            results.values().forEach(TenantBudgetIT::isWithinTheBudget);
            isSpent(of(results, "acme"), Route.FAST);
            isSpent(of(results, "globex"), null);
            isSpent(of(results, "initech"), null);
            assertThat(spent(of(results, "initech"))).isGreaterThan((long) (0.95 * LIMIT));
        }
    }

    private static List<Result> of(Map<String, List<Result>> results, String tenant) {
        return results.getOrDefault(tenant, List.of());
    }

    /// The stand-in thinks about each text for a time of its own.
    private static List<Prompt> texts() {
        return IntStream.range(0, 100)
                .mapToObj(i ->
                        i % 2 == 0
                                ? prompt("What is 17 times " + i + "?").setMode(Mode.THINKING)
                                : prompt("What is 23 times " + i + "? /think"))
                .map(Prompt.Builder::build)
                .toList();
    }

    private static Prompt.Builder prompt(String text) {
        return Prompt.newBuilder()
                .setMessages(List.of(new Message(Role.USER, text)))
                .setTimeLimitMs(20_000L);
    }

    /// A first lease, or one prompt, a partition more, for those that first ask when all is lent.
    private static void isWithinTheBudget(List<Result> results) {
        var byDay =
                results.stream()
                        .collect(
                                Collectors.groupingBy(it ->
                                        it.getDecision()
                                                .getDecidedAt()
                                                .truncatedTo(ChronoUnit.DAYS)));
        assertThat(byDay.values())
                .allSatisfy(day ->
                        assertThat(spent(day))
                                .isLessThanOrEqualTo(
                                        (long) (1.01 * LIMIT) + PARTITIONS * FIRST_LEASE));
    }

    /// More than first leases, so the ledger has lent; how much of it within the burst is a matter
    /// of time.
    private static void isSpent(List<Result> results, @Nullable Route route) {
        var refused =
                results.stream()
                        .map(Result::getDecision)
                        .filter(it -> it.getReason() == BUDGET_SPENT)
                        .toList();
        assertThat(refused).isNotEmpty().allMatch(it -> it.getRoute().orElse(null) == route);
        assertThat(spent(results)).isGreaterThan(LIMIT / 2);
        if (route == null) {
            assertThat(results).anyMatch(it -> it.getStatus() == Status.REJECTED);
        }
    }

    private static long spent(List<Result> results) {
        return results.stream().mapToLong(it -> it.getUsage().getReasoningTokens()).sum();
    }

    private static Map<String, List<Result>> results(LocalStack stack) {
        var results = new ArrayList<Result>();
        WorkerRuns.evidence(stack)
                .read(stack.topics().results(), (_, result) -> results.add(result));
        return results.stream().collect(Collectors.groupingBy(Result::getTenant));
    }

    private static LlmSimulator simulator(LocalStack stack) {
        return stack.simulator().orElseThrow();
    }
}
