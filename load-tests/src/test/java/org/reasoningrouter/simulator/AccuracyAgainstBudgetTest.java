package org.reasoningrouter.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.wire.ThinkingEnd;
import org.reasoningrouter.worker.govern.Abilities;
import org.reasoningrouter.worker.govern.Agreement;
import org.reasoningrouter.worker.govern.ControlMode;
import org.reasoningrouter.worker.govern.Extension;
import org.reasoningrouter.worker.govern.Governor;
import org.reasoningrouter.worker.govern.ThinkingRules;
import org.reasoningrouter.worker.govern.ThinkingTexts;
import org.reasoningrouter.worker.govern.Tried;
import org.reasoningrouter.worker.invoke.Ask;
import org.reasoningrouter.worker.invoke.Clocks;
import org.reasoningrouter.worker.invoke.Generation.Generated;
import org.reasoningrouter.worker.invoke.LlmClient;
import org.reasoningrouter.worker.invoke.LlmSettings;
import org.reasoningrouter.worker.invoke.Model;
import org.reasoningrouter.worker.invoke.ModelServer.FirstToken;
import org.reasoningrouter.worker.invoke.SoftSwitches;
import org.reasoningrouter.worker.invoke.VllmDialect;

/// What thinking is worth when the workers hold it to a budget, or make it go on, by token ids.
class AccuracyAgainstBudgetTest {

    private static final int QUESTIONS = 300;
    private static final List<Integer> BUDGETS = List.of(128, 512, 2048);
    private static final int UNREACHED = 8192;
    private static final int LEAST = 768;
    private static final int MOST_EXTENSIONS = 2;
    private static final double SIGMAS = 4;
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Abilities BY_IDS = new Abilities(false, true, false, true);

    private static LlmSimulator server;
    private static LlmClient client;

    @BeforeAll
    static void start() throws IOException {
        server = LlmSimulator.start(0, SimulatorSettings.scaled(0).withChunkTokens(128));
        client =
                new LlmClient(
                        new LlmSettings(
                                server.url(),
                                new Clocks(LONG, LONG, LONG, LONG),
                                Duration.ZERO,
                                4 << 20,
                                1 << 20),
                        new VllmDialect(new Model(LlmSimulator.MODEL, SoftSwitches.AUTO, true)),
                        Optional.empty(),
                        InstantSource.system());
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    /// One answered question.
    private record Thought(
            Difficulty difficulty, long tokens, ThinkingEnd end, int extensions, boolean right) {

        double chance() {
            return difficulty.curve().at(tokens);
        }
    }

    @ParameterizedTest
    @EnumSource
    void accuracyRisesWithTheBudgetAlongTheCurve(Difficulty difficulty) {
        var runs = BUDGETS.stream().map(it -> run(difficulty, it, new Extension(0, 0))).toList();

        for (var i = 0; i < runs.size(); i++) {
            var budget = BUDGETS.get(i);
            print(difficulty, budget, runs.get(i));
            assertThat(runs.get(i)).allMatch(it -> it.tokens <= budget);
            assertThat((double) right(runs.get(i)))
                    .isCloseTo(expected(runs.get(i)), within(SIGMAS * deviation(runs.get(i))));
        }
        var rights = runs.stream().map(AccuracyAgainstBudgetTest::right).toList();
        assertThat(rights).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void waitMakesShortThoughtsLongerAndAnswersBetter() {
        var plain = run(Difficulty.EASY, UNREACHED, new Extension(0, 0));
        var extended = run(Difficulty.EASY, UNREACHED, new Extension(LEAST, MOST_EXTENSIONS));

        print(Difficulty.EASY, UNREACHED, plain);
        print(Difficulty.EASY, UNREACHED, extended);
        for (var i = 0; i < QUESTIONS; i++) {
            var without = plain.get(i);
            var with = extended.get(i);
            if (without.tokens < LEAST) {
                assertThat(with.extensions).isBetween(1, MOST_EXTENSIONS);
                assertThat(with.tokens).isGreaterThan(without.tokens);
            } else {
                assertThat(with).isEqualTo(without);
            }
        }
        assertThat(right(extended)).isGreaterThan(right(plain));
        assertThat((double) right(extended))
                .isCloseTo(expected(extended), within(SIGMAS * deviation(extended)));
    }

    private static List<Thought> run(Difficulty difficulty, int budget, Extension extension) {
        var governor = new Governor(client, () -> BY_IDS, rules(extension), InstantSource.system());
        return IntStream.range(0, QUESTIONS)
                .parallel()
                .mapToObj(i -> "What is " + i + " in full? " + difficulty.marker())
                .map(text -> thought(difficulty, text, tried(governor, text, budget)))
                .toList();
    }

    private static Tried tried(Governor governor, String text, int budget) {
        var message = Message.newBuilder().setContent(text).build();
        var ask = new Ask(List.of(message), Optional.empty(), budget, 1024);
        return governor.respond(ask, Route.THINKING, Instant.now().plus(LONG), FirstToken.UNHEARD);
    }

    private static Thought thought(Difficulty difficulty, String text, Tried tried) {
        assertThat(tried.end()).as(text).isInstanceOf(Generated.class);
        var answer = ((Generated) tried.end()).text();
        var right = SimulatedModel.correctAnswer(List.of(text));
        var tokens =
                tried.attempts().stream().mapToLong(it -> it.getUsage().getReasoningTokens()).sum();
        return new Thought(
                difficulty,
                tokens,
                tried.thinkingEnd(),
                tried.extensions(),
                SimulatedModel.valueIn(answer).orElseThrow().equals(right));
    }

    private static ThinkingRules rules(Extension extension) {
        var texts =
                new ThinkingTexts(
                        "\n\nConsidering the limited time by the user, I have to give the solution"
                                + " based on the thinking directly now.",
                        "\n</think>\n\n",
                        "\nWait",
                        "\n\\[ \\boxed{");
        var agreement = new Agreement(false, 512, 1.5, 3, 20, 256);
        return new ThinkingRules(
                ControlMode.BUDGET_FORCING, true, 2048, texts, extension, agreement);
    }

    private static long right(List<Thought> thoughts) {
        return thoughts.stream().filter(Thought::right).count();
    }

    private static double expected(List<Thought> thoughts) {
        return thoughts.stream().mapToDouble(Thought::chance).sum();
    }

    private static double deviation(List<Thought> thoughts) {
        return Math.sqrt(
                thoughts.stream().mapToDouble(it -> it.chance() * (1 - it.chance())).sum());
    }

    private static void print(Difficulty difficulty, int budget, List<Thought> thoughts) {
        System.out.printf(
                "accuracy class=%s budget=%d questions=%d mean-reasoning=%.0f forced=%d"
                        + " extensions=%d right=%d curve=%.1f%n",
                difficulty,
                budget,
                thoughts.size(),
                thoughts.stream().mapToLong(Thought::tokens).average().orElseThrow(),
                thoughts.stream().filter(it -> it.end == ThinkingEnd.FORCED).count(),
                thoughts.stream().mapToInt(Thought::extensions).sum(),
                right(thoughts),
                expected(thoughts));
    }
}
