package org.reasoningrouter.router.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.router.classify.Classification.Scored;
import org.reasoningrouter.router.classify.Score;
import org.reasoningrouter.router.decide.Learning;
import org.reasoningrouter.router.decide.RoutingPolicy;
import org.reasoningrouter.router.decide.RoutingPolicy.Band;
import org.reasoningrouter.router.evaluate.Explanation.ModelNames;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Mode;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Role;
import org.reasoningrouter.wire.Route;

/// `prove` makes a score of 0.75, `please` one of 0.2, anything else 0.5, `broken` none.
class ExplanationTextTest {

    private static final RoutingPolicy POLICY =
            new RoutingPolicy(
                    "p-1", 0.25, Route.FAST, 100, List.of(new Band(0, 2_048)), true, Learning.OFF);

    @Test
    void aThinkingPromptIsShownWithItsScoreItsBudgetAndItsPieces() {
        assertThat(lines(user("Now prove it.\nHello \u001b[2J you.")))
                .containsExactly(
                        "route    THINKING (SCORE): the score reaches the threshold",
                        "score    0.750   threshold 0.250",
                        "         0 [###############|##############################...............] 1",
                        "budget   at most 2,048 thinking tokens",
                        "model    m@1, stage 2 of the cascade",
                        "policy   p-1",
                        "tokens   1,234, all read",
                        "",
                        "What each piece adds to the score, found by leaving it out, most first:",
                        "  +0.250 ++++++ Now prove it.",
                        "      +0.250 ++++++ prove");
    }

    @Test
    void aFastPromptHasNoBudgetAndPiecesThatSpeakAgainstThinking() {
        assertThat(lines(says(Role.SYSTEM, "Be kind."), user("please \u001b[2J\u0007now")))
                .containsExactly(
                        "route    FAST (SCORE): the score is below the threshold",
                        "score    0.200   threshold 0.250",
                        "         0 [############...|.............................................] 1",
                        "model    m@1, stage 2 of the cascade",
                        "policy   p-1",
                        "tokens   1,234, all read",
                        "",
                        "What each piece adds to the score, found by leaving it out, most first:",
                        "  -0.300 ------ user: please \uFFFD[2J\uFFFDnow",
                        "      -0.300 ------ please \uFFFD");
    }

    @Test
    void whatThePromptAsksForGoesBeforeItsScore() {
        assertThat(lines(Mode.AUTO, user("prove it /no_think")).getFirst())
                .isEqualTo(
                        "route    FAST (HINT): the newest /think or /no_think in the messages asks for it");
        assertThat(lines(Mode.THINKING, user("please")))
                .startsWith("route    THINKING (EXPLICIT_MODE): the mode asks for it");
    }

    @Test
    void withoutANumberThereIsTheFallbackAndNothingMoves() {
        assertThat(lines(user("broken")))
                .containsExactly(
                        "route    FAST (CLASSIFIER_NOT_A_NUMBER): the model gave no number, so the policy's fallback",
                        "model    m@1, stage 2 of the cascade",
                        "policy   p-1",
                        "tokens   1,234, all read",
                        "",
                        "No piece of the text moves the score when it is left out.");
    }

    @Test
    void truncationIsSaidAndLongPiecesAreShortened() {
        var explanation = explanation(Mode.AUTO, user("prove " + "😀".repeat(80)));
        var cut = new Scored(explanation.scored().score(), 900, true, 1, 1);

        var lines =
                ExplanationText.plain()
                        .lines(
                                new Explanation(
                                        explanation.messages(),
                                        cut,
                                        explanation.choice(),
                                        POLICY,
                                        "m@1",
                                        List.of("thinking"),
                                        explanation.effects()));

        assertThat(lines)
                .contains("tokens   900, truncated: the model read a part of them")
                .contains("  +0.250 ++++++ prove " + "😀".repeat(22) + "..." + "😀".repeat(25));
    }

    @Test
    void onATerminalOnlyTheMarksAreDressed() {
        var dressed = new ExplanationText(mark -> "<" + mark + ">", mark -> "(" + mark + ")");

        assertThat(dressed.lines(explanation(Mode.AUTO, user("prove"))))
                .contains("  <+0.250 ++++++> prove");
        assertThat(dressed.lines(explanation(Mode.AUTO, user("please"))))
                .contains("  (-0.300 ------) please");
    }

    private static List<String> lines(Message... messages) {
        return lines(Mode.AUTO, messages);
    }

    private static List<String> lines(Mode mode, Message... messages) {
        return ExplanationText.plain().lines(explanation(mode, messages));
    }

    private static Explanation explanation(Mode mode, Message... messages) {
        var prompt = Prompt.newBuilder().setMessages(List.of(messages)).setMode(mode).build();
        return Explanation.of(
                prompt,
                prompts -> prompts.stream().map(ExplanationTextTest::scored).toList(),
                POLICY,
                new ModelNames("m@1", List.of("thinking")));
    }

    private static Scored scored(List<Message> prompt) {
        var text = prompt.getLast().getContent();
        var score = text.contains("prove") ? 0.75 : text.contains("please") ? 0.2 : 0.5;
        return new Scored(
                new Score(text.contains("broken") ? Double.NaN : score), 1_234, false, 1, 2);
    }

    private static Message user(String content) {
        return says(Role.USER, content);
    }

    private static Message says(Role role, String content) {
        return Message.newBuilder().setRole(role).setContent(content).build();
    }
}
