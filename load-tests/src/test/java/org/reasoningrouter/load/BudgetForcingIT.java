package org.reasoningrouter.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.local.LocalSettings;
import org.reasoningrouter.local.LocalSettings.Part;
import org.reasoningrouter.local.LocalStack;
import org.reasoningrouter.simulator.Difficulty;
import org.reasoningrouter.simulator.LlmSimulator;
import org.reasoningrouter.simulator.SimulatedModel;
import org.reasoningrouter.simulator.SimulatorFault;
import org.reasoningrouter.simulator.SimulatorLedger.Call;
import org.reasoningrouter.simulator.SimulatorLedger.End;
import org.reasoningrouter.simulator.SimulatorSettings;
import org.reasoningrouter.wire.Answer;
import org.reasoningrouter.wire.AnswerStatus;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Mode;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Result;
import org.reasoningrouter.wire.Status;
import org.reasoningrouter.wire.ThinkingEnd;

/// Thoughts held to a budget by a server that takes the budget and does not keep it: the probe
/// finds that out at the start, and the worker cuts each thought and has it answered.
class BudgetForcingIT {

    private static final int PROMPTS = 1_000;
    private static final int BUDGET = 256;
    private static final int MARGIN = 32;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Test
    void everyThoughtStaysWithinItsBudgetAndEndsInAnAnswerThatSaysHow() throws IOException {
        try (var server = LlmSimulator.start(0, SimulatorSettings.scaled(0).withChunkTokens(64))) {
            server.fault(SimulatorFault.BUDGET_IGNORED);
            try (var stack = LocalStack.start(settings(server));
                    var prompts = new PromptStream(stack.target(), questions())) {
                var probes = server.ledger().calls();
                assertThat(probes).as("the probe's calls, which belong to no answer").hasSize(3);
                assertThat(meters(stack)).containsPattern("_control\\{[^}]*budget[^}]*} 0\\.0");
                prompts.send(PROMPTS, 0);

                assertThat(prompts.awaitResults(PATIENCE)).isEmpty();

                WorkerRuns.await("calls end", () -> server.ledger().running() == 0);
                var calls = server.ledger().calls().stream().skip(probes.size()).toList();
                assertThat(WorkerRuns.violations(stack, calls, prompts, 0)).isEmpty();
                assertThat(calls).allMatch(it -> it.end() == End.COMPLETED);
                assertHeld(answers(stack), calls);
                assertBudget(results(stack));
            }
        }
    }

    private static void assertBudget(List<Result> results) {
        assertThat(results)
                .hasSize(PROMPTS)
                .allSatisfy(it -> {
                    assertThat(it.getStatus()).isEqualTo(Status.ANSWERED);
                    assertThat(it.getUsage().getReasoningTokens()).isBetween(1L, most());
                    assertThat(it.getModeMismatch()).isFalse();
                    assertThat(it.getSimulated()).isTrue();
                    assertThat(valueOf(it)).isNotEmpty();
                });
        System.out.printf(
                "budget-forcing prompts=%d budget=%d forced=%d model=%d most-reasoning=%d right=%d"
                        + " curve=%.0f%n",
                results.size(),
                BUDGET,
                count(results, ThinkingEnd.FORCED),
                count(results, ThinkingEnd.MODEL),
                results.stream().mapToLong(BudgetForcingIT::reasoning).max().orElseThrow(),
                results.stream().filter(BudgetForcingIT::isRight).count(),
                results.stream().mapToDouble(BudgetForcingIT::chance).sum());
        assertThat(count(results, ThinkingEnd.FORCED)).isPositive();
        assertThat(count(results, ThinkingEnd.MODEL)).isPositive();
    }

    /// What the server itself generated for each answer is what the answer says of its thought. One
    /// of just the budget may have been over by itself.
    private static void assertHeld(List<Answer> answers, List<Call> calls) {
        var served = calls.stream().collect(Collectors.toMap(Call::callId, Call::reasoningTokens));
        assertThat(answers)
                .hasSize(PROMPTS)
                .allSatisfy(it -> {
                    assertThat(it.getStatus()).isEqualTo(AnswerStatus.ANSWERED);
                    var thought =
                            it.getAttempts().stream()
                                    .map(Attempt::getCallId)
                                    .mapToLong(id -> served.getOrDefault(id, 0L))
                                    .sum();
                    assertThat(thought).isEqualTo(reasoning(it)).isBetween(1L, most());
                    if (thought < BUDGET) {
                        assertThat(it.getThinkingEnd()).isEqualTo(ThinkingEnd.MODEL);
                    } else if (thought > BUDGET) {
                        assertThat(it.getThinkingEnd()).isEqualTo(ThinkingEnd.FORCED);
                    } else {
                        assertThat(it.getThinkingEnd()).isIn(ThinkingEnd.FORCED, ThinkingEnd.MODEL);
                    }
                });
    }

    private static LocalSettings settings(LlmSimulator server) {
        return WorkerRuns.answeredBy(
                        server,
                        LocalSettings.defaults()
                                .running(
                                        EnumSet.of(Part.ROUTER, Part.LEDGER, Part.THINKING_WORKER)))
                .withWorker(Map.of("worker.llm.probe", "warn"));
    }

    private static List<Prompt> questions() {
        return IntStream.range(0, PROMPTS).mapToObj(BudgetForcingIT::question).toList();
    }

    private static Prompt question(int number) {
        var classes = Difficulty.values();
        var text = "What is " + number + " in full? " + classes[number % classes.length].marker();
        return Prompt.newBuilder()
                .setMessages(List.of(Message.newBuilder().setContent(text).build()))
                .setMode(Mode.THINKING)
                .setMaxThinkingTokens(BUDGET)
                .setReference(SimulatedModel.correctAnswer(List.of(text)))
                .setAttributes(Map.of("text", text))
                .build();
    }

    private static long most() {
        return BUDGET + MARGIN;
    }

    private static long reasoning(Result result) {
        return result.getUsage().getReasoningTokens();
    }

    private static long reasoning(Answer answer) {
        return answer.getAttempts().stream()
                .mapToLong(it -> it.getUsage().getReasoningTokens())
                .sum();
    }

    private static long count(List<Result> results, ThinkingEnd end) {
        return results.stream().filter(it -> it.getThinkingEnd() == end).count();
    }

    private static boolean isRight(Result result) {
        return valueOf(result).equals(result.getReference().orElseThrow());
    }

    private static String valueOf(Result result) {
        return result.getAnswer().flatMap(SimulatedModel::valueIn).orElse("");
    }

    private static double chance(Result result) {
        var text = result.getAttributes().getOrDefault("text", "");
        return SimulatedModel.difficulty(List.of(text)).curve().at(reasoning(result));
    }

    private static List<Answer> answers(LocalStack stack) {
        var answers = new ArrayList<Answer>();
        WorkerRuns.evidence(stack).read(stack.topics().answers(), (_, it) -> answers.add(it));
        return answers;
    }

    private static List<Result> results(LocalStack stack) {
        var results = new ArrayList<Result>();
        WorkerRuns.evidence(stack).read(stack.topics().results(), (_, it) -> results.add(it));
        return results;
    }

    private static String meters(LocalStack stack) throws IOException {
        var worker = stack.addresses().get("thinking worker management");
        try (var body = URI.create(worker + "/prometheus").toURL().openStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
