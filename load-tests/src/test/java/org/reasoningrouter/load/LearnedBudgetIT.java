package org.reasoningrouter.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.reasoningrouter.local.LocalSettings;
import org.reasoningrouter.local.LocalSettings.Simulated;
import org.reasoningrouter.local.LocalStack;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Mode;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Role;
import org.reasoningrouter.wire.ThinkingLengths;

/// What finished thoughts teach comes back as the numbers of later decisions.
class LearnedBudgetIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int LEAST = 50;
    private static final int PROMPTS = 300;
    private static final List<String> CLASSES =
            List.of(
                    "thinking-lengths|acme|none",
                    "thinking-lengths|globex|none",
                    "thinking-lengths|initech|none");

    private static final String POLICY =
            """
            version: learning-1
            threshold: 0.5
            fallback: fast
            expectedThinkingTokens: 77
            budgets: [{from: 0.0, tokens: 8192}]
            hints: true
            learned:
              finished: 50
              expected: true
              budget: {quantile: 0.95, price: 0, step: 256, floor: 1024}
            """;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void laterDecisionsBearWhatFinishedThoughtsHaveTaught() throws IOException {
        var policy = Files.writeString(folder.resolve("policy.yml"), POLICY);
        var settings =
                LocalSettings.defaults()
                        .in(folder.resolve("stack"))
                        .withPartitions(4)
                        .answeredBy(new Simulated(0))
                        .withRouter(
                                Map.of(
                                        "router.policy.file",
                                        policy.toString(),
                                        "router.learning.every",
                                        "500ms"));
        try (var stack = LocalStack.start(settings)) {
            assertThat(decisions(stack, "first", PROMPTS).getFirst())
                    .satisfies(LearnedBudgetIT::isThePolicysAlone);

            var learned = awaitLengths(stack);
            assertThat(learned.keySet()).containsExactlyElementsOf(CLASSES);
            assertThat(learned.values()).allSatisfy(LearnedBudgetIT::isTheStandInsModel);

            var later = awaitLearned(stack);
            assertThat(later)
                    .allSatisfy(decision -> {
                        var lengths = lengthsOf(decision, learned);
                        assertThat(decision.getExpectedThinkingTokens())
                                .isCloseTo(lengths.getMean(), Percentage.withPercentage(10));
                        assertThat(decision.getThinkingBudget().orElseThrow())
                                .isBetween(1_024, 8_191);
                    });
        }
    }

    private static void isThePolicysAlone(Decision decision) {
        assertThat(decision.getExpectedThinkingTokens()).isEqualTo(77);
        assertThat(decision.getThinkingBudget()).contains(8_192);
    }

    // Its lengths are log-normal around 870 with a spread of 0.8, and end at 4,000.
    private static void isTheStandInsModel(ThinkingLengths lengths) {
        assertThat(lengths.getFinished()).isGreaterThanOrEqualTo(LEAST);
        assertThat(lengths.getMean()).isBetween(800, 1_600);
        assertThat(lengths.getQuantiles().get(9)).isBetween(600, 1_250);
        assertThat(lengths.getQuantiles().get(18)).isBetween(1_900, 4_400);
    }

    /// Sends thinking prompts of three tenants in turn, each of its own text, and waits for their
    /// results.
    private static List<Decision> decisions(LocalStack stack, String name, int count) {
        var texts =
                IntStream.range(0, count)
                        .mapToObj(i ->
                                Prompt.newBuilder()
                                        .setMessages(
                                                List.of(
                                                        new Message(
                                                                Role.USER,
                                                                name + ": what is " + i + "?")))
                                        .setMode(Mode.THINKING)
                                        .build())
                        .toList();
        try (var prompts = new PromptStream(stack.target(), name, texts)) {
            prompts.send(count, 0);
            assertThat(prompts.awaitResults(PATIENCE)).isEmpty();
        }
        var decisions = new ArrayList<Decision>();
        evidence(stack)
                .read(
                        stack.topics().decisions(),
                        (id, decision) -> {
                            if (id.startsWith(name + "-")) {
                                decisions.add(decision);
                            }
                        });
        return decisions;
    }

    private static Map<String, ThinkingLengths> awaitLengths(LocalStack stack) {
        var until = Instant.now().plus(PATIENCE);
        var newest = new TreeMap<String, ThinkingLengths>();
        while (newest.values().stream().mapToDouble(ThinkingLengths::getFinished).sum()
                < PROMPTS - 1) {
            assertThat(Instant.now()).as("gives up waiting: %s", newest.keySet()).isBefore(until);
            LockSupport.parkNanos(PAUSE.toNanos());
            evidence(stack)
                    .read(
                            stack.topics().control(),
                            (key, control) ->
                                    control.getThinkingLengths()
                                            .ifPresent(lengths -> newest.put(key, lengths)));
        }
        return newest;
    }

    // The router reads the topic at its own pace, so decisions are asked for until they have it.
    private static List<Decision> awaitLearned(LocalStack stack) {
        var until = Instant.now().plus(PATIENCE);
        for (var round = 0; Instant.now().isBefore(until); round++) {
            var decisions = decisions(stack, "later" + round, CLASSES.size());
            if (decisions.stream().allMatch(it -> it.getExpectedThinkingTokens() != 77)) {
                return decisions;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        throw new AssertionError("no decision bears what was learnt within " + PATIENCE);
    }

    private static ThinkingLengths lengthsOf(
            Decision decision, Map<String, ThinkingLengths> learned) {
        return Objects.requireNonNull(
                learned.get("thinking-lengths|" + decision.getTenant() + "|none"));
    }

    private static EvidenceConsumer evidence(LocalStack stack) {
        return new EvidenceConsumer(stack.broker().bootstrap(), stack.topics(), stack.serdes());
    }
}
