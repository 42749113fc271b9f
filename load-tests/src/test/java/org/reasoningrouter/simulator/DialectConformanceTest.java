package org.reasoningrouter.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.reasoningrouter.simulator.SimulatorLedger.Call;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.wire.TokenSource;
import org.reasoningrouter.worker.invoke.Control;
import org.reasoningrouter.worker.invoke.Failure;
import org.reasoningrouter.worker.invoke.Family;
import org.reasoningrouter.worker.invoke.Generation.Failed;
import org.reasoningrouter.worker.invoke.Generation.Generated;
import org.reasoningrouter.worker.invoke.Turn.Opening;

/// Every dialect of the workers against a server of its family: what the switch, the budget and the
/// counts come to, and what becomes of each fault.
class DialectConformanceTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final int BUDGET = 1500;
    // Above Anthropic's least, and long thoughts that would break it.
    private static final SimulatedModel PONDEROUS = new SimulatedModel(9000, 0, 30_000);
    private static final int SHARE_ERROR = 60;

    /// Families whose server does not count reasoning: the worker shares the output by characters.
    private static final Set<Family> UNCOUNTED =
            EnumSet.of(Family.LLAMA_CPP, Family.OLLAMA, Family.PLAIN);

    private static final Set<Family> BUDGETED =
            EnumSet.of(
                    Family.VLLM,
                    Family.SGLANG,
                    Family.LLAMA_CPP,
                    Family.ANTHROPIC,
                    Family.DASHSCOPE,
                    Family.OPENROUTER);

    /// What becomes of each fault that leaves no answer, in every family.
    private static final Map<SimulatorFault, Failure> OUTCOMES =
            Map.ofEntries(
                    Map.entry(SimulatorFault.DOWN, Failure.BROKEN),
                    Map.entry(SimulatorFault.HANG_BEFORE_HEADERS, Failure.FIRST_TOKEN_TIMEOUT),
                    Map.entry(SimulatorFault.HANG_BEFORE_TOKEN, Failure.FIRST_TOKEN_TIMEOUT),
                    Map.entry(SimulatorFault.HANG_MID_STREAM, Failure.IDLE_TIMEOUT),
                    Map.entry(SimulatorFault.RESET_MID_STREAM, Failure.BROKEN),
                    Map.entry(SimulatorFault.TCP_RESET, Failure.BROKEN),
                    Map.entry(SimulatorFault.HTML, Failure.MALFORMED),
                    Map.entry(SimulatorFault.TRUNCATED_JSON, Failure.MALFORMED),
                    Map.entry(SimulatorFault.RANDOM_BYTES, Failure.MALFORMED),
                    Map.entry(SimulatorFault.ERROR_IN_STREAM, Failure.OVERLOADED),
                    Map.entry(SimulatorFault.ERROR_MID_STREAM, Failure.OVERLOADED),
                    Map.entry(SimulatorFault.RATE_LIMITED, Failure.OVERLOADED),
                    Map.entry(SimulatorFault.SERVER_ERROR, Failure.OVERLOADED),
                    Map.entry(SimulatorFault.UNAVAILABLE, Failure.OVERLOADED),
                    Map.entry(SimulatorFault.BAD_REQUEST, Failure.REFUSED),
                    Map.entry(SimulatorFault.BAD_KEY, Failure.DENIED),
                    Map.entry(SimulatorFault.NO_MODEL, Failure.DENIED),
                    Map.entry(SimulatorFault.CONTEXT_LENGTH, Failure.REFUSED),
                    Map.entry(SimulatorFault.DRIP, Failure.FIRST_TOKEN_TIMEOUT),
                    Map.entry(SimulatorFault.REDIRECT, Failure.REFUSED),
                    Map.entry(SimulatorFault.HUGE_BODY, Failure.TOO_LARGE));

    @ParameterizedTest
    @EnumSource
    void switchedOnItThinksAndEveryTokenIsCounted(Family family) throws IOException {
        try (var conversation = new Conversing(family, LONG)) {
            var generated = (Generated) conversation.ask("Why?", Route.THINKING);

            var call = conversation.call();
            assertThat(call.reasoningTokens()).isPositive();
            assertThat(generated.thinkingObserved()).isTrue();
            assertThat(generated.simulated()).isTrue();
            assertThat(generated.text()).startsWith("Simulated answer: ");
            assertThat(generated.finishReason()).isEqualTo("stop");
            assertCounted(family, generated, call);
        }
    }

    @ParameterizedTest
    @EnumSource
    void switchedOffItAnswersAtOnce(Family family) throws IOException {
        try (var conversation = new Conversing(family, LONG)) {
            var generated = (Generated) conversation.ask("Why?", Route.FAST);

            var thinks = family == Family.PLAIN;
            assertThat(conversation.call().reasoningTokens() > 0).isEqualTo(thinks);
            assertThat(generated.thinkingObserved()).isEqualTo(thinks);
            assertThat(generated.text()).startsWith("Simulated answer: ");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBudgetHoldsWhereTheFamilyHasOne(Family family) throws IOException {
        try (var conversation = new Conversing(family, LONG, PONDEROUS)) {
            var has = family.dialect(Conversing.model()).offers().contains(Control.BUDGET);
            var turn = Opening.whole(true, OptionalInt.of(BUDGET), 20_000);
            var generated = (Generated) conversation.ask("[question 1]", Route.THINKING, turn);

            // Anthropic and OpenRouter take it for a target.
            var most = BUDGET * 1.1;
            assertThat(has).isEqualTo(BUDGETED.contains(family) || hasOldModels(family));
            assertThat(conversation.call().reasoningTokens() <= most)
                    .isEqualTo(BUDGETED.contains(family));
            assertThat(generated.text()).startsWith("Simulated answer: ");
        }
    }

    @ParameterizedTest
    @EnumSource
    void cachedTokensComeBackWhereTheFamilyTells(Family family) throws IOException {
        try (var conversation = new Conversing(family, LONG)) {
            var text = "word ".repeat(200);
            conversation.ask(text, Route.FAST);
            var again = (Generated) conversation.ask(text, Route.FAST);

            var tells = family != Family.OLLAMA && family != Family.PLAIN;
            var usage = again.attempt().getUsage();
            assertThat(usage.getCachedTokens()).isEqualTo(tells ? 192 : 0);
            assertThat(usage.getCachedTokens()).isEqualTo(conversation.call().cachedTokens());
            assertThat(usage.getInputTokens()).isEqualTo(conversation.call().inputTokens());
        }
    }

    @ParameterizedTest
    @MethodSource("faultsOfEveryFamily")
    void eachFaultHasItsOutcome(Family family, SimulatorFault fault) throws IOException {
        try (var conversation = new Conversing(family, SHORT)) {
            conversation.simulator.fault(fault);

            var failed = (Failed) conversation.ask("Why?", Route.THINKING);

            assertThat(failed.failure()).isEqualTo(outcome(family, fault));
            assertThat(failed.retryAfter().isPresent())
                    .isEqualTo(fault == SimulatorFault.RATE_LIMITED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void howTheBytesAreCutDoesNotMatter(Family family) throws IOException {
        try (var conversation = new Conversing(family, LONG)) {
            var plain = (Generated) conversation.ask("Why?", Route.THINKING);
            for (var fault :
                    List.of(
                            SimulatorFault.SPLIT_UTF8,
                            SimulatorFault.JOINED_EVENTS,
                            SimulatorFault.PINGS,
                            SimulatorFault.OTHER_ALIAS)) {
                conversation.simulator.fault(fault);

                var generated = (Generated) conversation.ask("Why?", Route.THINKING);

                assertThat(generated.text()).as(fault.name()).isEqualTo(plain.text());
                assertCounted(family, generated, conversation.call());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ANTHROPIC")
    void aThoughtBetweenTagsIsNoAnswer(Family family) throws IOException {
        try (var conversation = new Conversing(family, LONG)) {
            conversation.simulator.fault(SimulatorFault.TAGS_IN_CONTENT);

            var generated = (Generated) conversation.ask("Why?", Route.THINKING);

            assertThat(generated.text()).startsWith("Simulated answer: ").doesNotContain("think>");
            assertThat(generated.thinkingObserved()).isTrue();
            assertCounted(family, generated, conversation.call());
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutUsageChunksAreCounted(Family family) throws IOException {
        try (var conversation = new Conversing(family, LONG)) {
            conversation.simulator.fault(SimulatorFault.NO_USAGE);

            var generated = (Generated) conversation.ask("Why?", Route.FAST);

            assertThat(generated.attempt().getUsage().getSource()).isEqualTo(TokenSource.CHUNKS);
            assertThat(generated.attempt().getUsage().getAnswerTokens()).isPositive();
        }
    }

    /// Shown reasoning gives the lie to a count of zero.
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OPENAI")
    void aZeroBesideAThoughtIsNoCount(Family family) throws IOException {
        try (var conversation = new Conversing(family, LONG)) {
            conversation.simulator.fault(SimulatorFault.ZERO_REASONING);

            var usage = conversation.ask("Why?", Route.THINKING).attempt().getUsage();

            assertThat(usage.getSource()).isEqualTo(TokenSource.CHARACTERS);
            assertThat((double) usage.getReasoningTokens())
                    .isCloseTo(
                            (double) conversation.call().reasoningTokens(),
                            within((double) SHARE_ERROR));
        }
    }

    @ParameterizedTest
    @EnumSource
    void anIgnoredSwitchIsSeen(Family family) throws IOException {
        try (var conversation = new Conversing(family, LONG)) {
            conversation.simulator.fault(SimulatorFault.SWITCH_IGNORED);

            var generated = (Generated) conversation.ask("Why?", Route.FAST);

            assertThat(generated.thinkingObserved()).isTrue();
            assertThat(generated.attempt().getUsage().getReasoningTokens()).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anIgnoredBudgetIsSeen(Family family) throws IOException {
        try (var conversation = new Conversing(family, LONG, PONDEROUS)) {
            conversation.simulator.fault(SimulatorFault.BUDGET_IGNORED);
            var turn = Opening.whole(true, OptionalInt.of(BUDGET), 20_000);

            var generated = conversation.ask("[question 1]", Route.THINKING, turn);

            assertThat(generated.attempt().getUsage().getReasoningTokens())
                    .isGreaterThan(BUDGET + BUDGET / 2);
        }
    }

    private static Stream<Arguments> faultsOfEveryFamily() {
        return Arrays.stream(Family.values())
                .flatMap(family ->
                        OUTCOMES.keySet().stream().map(fault -> Arguments.of(family, fault)));
    }

    // OpenAI shows no thought, so its first token is the answer's.
    private static Failure outcome(Family family, SimulatorFault fault) {
        return family == Family.OPENAI && fault == SimulatorFault.HANG_MID_STREAM
                ? Failure.FIRST_TOKEN_TIMEOUT
                : OUTCOMES.getOrDefault(fault, Failure.CANCELLED);
    }

    private static boolean hasOldModels(Family family) {
        return family == Family.ANTHROPIC;
    }

    private static void assertCounted(Family family, Generated generated, Call call) {
        var usage = generated.attempt().getUsage();
        assertThat(usage.getInputTokens()).isEqualTo(call.inputTokens());
        assertThat(usage.getReasoningTokens() + usage.getAnswerTokens())
                .isEqualTo(call.reasoningTokens() + call.answerTokens());
        if (UNCOUNTED.contains(family)) {
            assertThat(usage.getSource()).isEqualTo(TokenSource.CHARACTERS);
            assertThat((double) usage.getReasoningTokens())
                    .isCloseTo((double) call.reasoningTokens(), within((double) SHARE_ERROR));
        } else {
            assertThat(usage.getSource()).isEqualTo(TokenSource.SERVER);
            assertThat(usage.getReasoningTokens()).isEqualTo(call.reasoningTokens());
        }
    }
}
