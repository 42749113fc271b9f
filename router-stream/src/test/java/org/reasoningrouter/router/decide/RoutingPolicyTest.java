package org.reasoningrouter.router.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reasoningrouter.router.classify.Classification;
import org.reasoningrouter.router.classify.Classification.Failed;
import org.reasoningrouter.router.classify.Classification.Late;
import org.reasoningrouter.router.classify.Classification.NotAsked;
import org.reasoningrouter.router.classify.Classification.Scored;
import org.reasoningrouter.router.classify.Score;
import org.reasoningrouter.router.decide.RoutingPolicy.Band;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Mode;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Reason;
import org.reasoningrouter.wire.Role;
import org.reasoningrouter.wire.Route;

class RoutingPolicyTest {

    private static final RoutingPolicy POLICY =
            new RoutingPolicy(
                    "v",
                    0.6,
                    Route.THINKING,
                    900,
                    List.of(new Band(0.8, 4_000), new Band(0, 1_000)),
                    true,
                    Learning.OFF);

    @Test
    void aScoreThinksFromTheThresholdOn() {
        assertThat(choose(0.6))
                .isEqualTo(
                        new Choice(
                                Route.THINKING,
                                Reason.SCORE,
                                Optional.of(0.6),
                                Optional.of(0.6),
                                Optional.of(1_000)));
        assertThat(choose(0.599).route()).isEqualTo(Route.FAST);
        assertThat(choose(0.599).thinkingBudget()).isEmpty();
    }

    @Test
    void theBudgetFollowsTheScoreAndThePromptsOwnCap() {
        assertThat(choose(0.79).thinkingBudget()).contains(1_000);
        assertThat(choose(0.8).thinkingBudget()).contains(4_000);
        assertThat(
                        POLICY.choose(prompt("x").setMaxThinkingTokens(500).build(), scored(0.9))
                                .thinkingBudget())
                .contains(500);
    }

    @Test
    void withoutAScoreTheFallbackSaysWhy() {
        assertFallback(new Late(), Reason.CLASSIFIER_TIMEOUT);
        assertFallback(new Failed("broken"), Reason.CLASSIFIER_FAILED);
        assertFallback(scored(Double.NaN), Reason.CLASSIFIER_NOT_A_NUMBER);
        assertFallback(scored(Double.POSITIVE_INFINITY), Reason.CLASSIFIER_NOT_A_NUMBER);
    }

    @Test
    void anExplicitModeGoesBeforeAHintAndAHintBeforeTheScore() {
        var hinted = prompt("do it /think");

        assertThat(POLICY.choose(hinted.build(), scored(0.1)).reason()).isEqualTo(Reason.HINT);
        var explicit = POLICY.choose(hinted.setMode(Mode.FAST).build(), new NotAsked());
        assertThat(explicit.reason()).isEqualTo(Reason.EXPLICIT_MODE);
        assertThat(explicit.route()).isEqualTo(Route.FAST);
    }

    @Test
    void aPromptWithoutAWishMustBeClassified() {
        assertThat(POLICY.asked(prompt("x").build())).isEmpty();
        assertThatThrownBy(() -> POLICY.choose(prompt("x").build(), new NotAsked()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theNewestHintHolds() {
        var messages =
                List.of(
                        message(Role.SYSTEM, "/no_think"),
                        message(Role.USER, "/no_think and then /think."),
                        message(Role.ASSISTANT, "/no_think"));

        assertThat(asked(messages)).contains(Route.THINKING);
        assertThat(asked(messages.subList(0, 1))).contains(Route.FAST);
        assertThat(asked(messages.subList(2, 3))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/thinking",
                "https://example.org/think",
                "a/think",
                "../think",
                "/think/twice",
                "/think.md",
                "think",
                "//think",
                "/Think"
            })
    void aHintIsAWordOfItsOwn(String text) {
        assertThat(asked(List.of(message(Role.USER, text)))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/think", "please (/think)", "x\n/think\ny", "yes, /think!"})
    void aHintMayStandAnywhere(String text) {
        assertThat(asked(List.of(message(Role.USER, text)))).contains(Route.THINKING);
    }

    @Test
    void hintsCanBeTurnedOff() {
        var deaf =
                new RoutingPolicy("v", 0.6, Route.FAST, 900, POLICY.budgets(), false, Learning.OFF);

        assertThat(deaf.asked(prompt("/think").build())).isEmpty();
    }

    @Test
    void theShippedPolicyIsReadAndSound() {
        var shipped = PolicyConfig.read(Optional.empty());

        assertThat(shipped.version()).isEqualTo("default-1");
        assertThat(shipped.fallback()).isEqualTo(Route.FAST);
        assertThat(shipped.budgets().getFirst()).isEqualTo(new Band(0, 4096));
    }

    @Test
    void aWrongFileIsRefusedInOneLine() {
        refused("[1]", "it must be a map of settings");
        refused("version: x\n", "threshold is missing");
        refused(sound().replace("0.5", "1.5"), "threshold must be 0 to 1: 1.5");
        refused(sound().replace("fast", "slow"), "fallback must be fast or thinking");
        refused(sound().replace("0.0", "0.1"), "the first budget must be from 0");
        refused(sound() + "colour: red\n", "unknown key colour");
        refused("a: [", "p is wrong");
    }

    private static void refused(String yaml, String line) {
        var in = new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> PolicyConfig.parse("p", in))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(line)
                .hasMessageNotContaining("\n");
    }

    private static String sound() {
        return """
        version: x
        threshold: 0.5
        fallback: fast
        expectedThinkingTokens: 10
        budgets: [{from: 0.0, tokens: 5}]
        hints: false
        """;
    }

    private static void assertFallback(Classification classification, Reason reason) {
        var choice = POLICY.choose(prompt("x").build(), classification);
        assertThat(choice.route()).isEqualTo(Route.THINKING);
        assertThat(choice.reason()).isEqualTo(reason);
        assertThat(choice.score()).isEmpty();
        assertThat(choice.threshold()).isEmpty();
    }

    private static Choice choose(double score) {
        return POLICY.choose(prompt("x").build(), scored(score));
    }

    private static Optional<Route> asked(List<Message> messages) {
        return POLICY.asked(prompt("x").setMessages(messages).build()).map(Choice::route);
    }

    private static Scored scored(double score) {
        return new Scored(new Score(score), 3, false, 1, 1);
    }

    private static Prompt.Builder prompt(String text) {
        return Prompt.newBuilder().setMessages(List.of(message(Role.USER, text)));
    }

    private static Message message(Role role, String text) {
        return Message.newBuilder().setRole(role).setContent(text).build();
    }
}
