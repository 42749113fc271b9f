package org.reasoningrouter.grade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reasoningrouter.simulator.LlmSimulator;
import org.reasoningrouter.simulator.SimulatorSettings;

class JudgeGraderTest {

    private static final Graded ASKED = new Graded("p1", "How many?", "REFERENCE", "ANSWER");

    @ParameterizedTest
    @CsvSource({
        "same,    1,   the same in both orders",
        "answer,  1,   the same in both orders",
        "reference, 0, the same in both orders",
        "first,   0.5, the place decided",
        "second,  0.5, the place decided"
    })
    void eachPairIsJudgedInBothOrders(String taste, double score, String detail)
            throws IOException {
        try (var host = FakeModelHost.judging(prompt -> ruling(taste, prompt));
                var judge = Graders.judge(settings(host.url()))) {

            var verdict = judge.grade(ASKED);

            assertThat(verdict.score()).hasValue(score);
            assertThat(verdict.detail()).isEqualTo(detail);
            assertThat(verdict.grader()).isEqualTo("judge-1/j").isEqualTo(judge.name());
            assertThat(host.asked).hasSize(2);
        }
    }

    @Test
    void asksAtTemperatureZeroAndNamesTheModel() throws IOException {
        try (var host = FakeModelHost.judging(_ -> "Verdict: equal");
                var judge = Graders.judge(settings(host.url()))) {
            judge.grade(ASKED);

            var asked = host.asked.getFirst();
            assertThat(asked.path("temperature").asDouble(-1)).isZero();
            assertThat(asked.path("model").asText()).isEqualTo("j");
            assertThat(host.keys).containsOnly("Bearer secret");
        }
    }

    @Test
    void aReplyWithoutAVerdictGivesNone() throws IOException {
        try (var host = FakeModelHost.judging(_ -> "Both have their merits.");
                var judge = Graders.judge(settings(host.url()))) {
            var verdict = judge.grade(ASKED);

            assertThat(verdict.score()).isEmpty();
            assertThat(verdict.detail()).isEqualTo("the judge's reply holds no verdict");
        }
    }

    @Test
    void theStandInServerIsNoJudge() throws IOException {
        try (var simulator = LlmSimulator.start(0, SimulatorSettings.scaled(0));
                var judge = Graders.judge(settings(simulator.url()))) {
            var verdict = judge.grade(ASKED);

            assertThat(verdict.score()).isEmpty();
            assertThat(verdict.detail()).isEqualTo("the judge's reply holds no verdict");
        }
    }

    @Test
    void aServerThatCannotNowIsAskedAgainWithinBounds() throws IOException {
        try (var host = new FakeModelHost(_ -> new FakeModelHost.Reply(503, ""));
                var judge = Graders.judge(settings(host.url()))) {
            assertThatThrownBy(() -> judge.grade(ASKED))
                    .isInstanceOf(GraderUnreachableException.class)
                    .hasMessage("the judge's call ended: overloaded");
            assertThat(host.asked).hasSize(3);
        }
    }

    @Test
    void withoutAReferenceOrAnAnswerNobodyIsAsked() throws IOException {
        try (var host = FakeModelHost.judging(_ -> "Verdict: equal");
                var judge = Graders.judge(settings(host.url()))) {
            var unknown = judge.grade(new Graded("p1", "How many?", "", "ANSWER"));
            var blank = judge.grade(new Graded("p1", "How many?", "REFERENCE", " "));

            assertThat(unknown.score()).isEmpty();
            assertThat(blank.score()).hasValue(0);
            assertThat(host.asked).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "same,      1,   1",
        "answer,    0,   1",
        "reference, 1,   0",
        "first,     0.5, 0.5"
    })
    void twoAnswersAreHeldAgainstEachOther(String taste, double first, double second)
            throws IOException {
        try (var host = FakeModelHost.judging(prompt -> ruling(taste, prompt));
                var judge = Graders.judge(settings(host.url()))) {

            var compared = judge.compare(of("REFERENCE"), of("ANSWER")).orElseThrow();

            assertThat(compared.first().score()).hasValue(first);
            assertThat(compared.second().score()).hasValue(second);
            assertThat(compared.first().grader()).isEqualTo("judge-1/j/pair");
            assertThat(host.asked).hasSize(2);
        }
    }

    @Test
    void aBlankAnswerLosesWithoutAQuestion() throws IOException {
        try (var host = FakeModelHost.judging(_ -> "Verdict: equal");
                var judge = Graders.judge(settings(host.url()))) {

            var compared = judge.compare(of("<think>hm</think> "), of("ANSWER")).orElseThrow();

            assertThat(compared.first().score()).hasValue(0);
            assertThat(compared.second().score()).hasValue(1);
            assertThat(host.asked).isEmpty();
        }
    }

    private static Graded of(String answer) {
        return new Graded("p1", "How many?", "", answer);
    }

    /// What a judge of this taste replies; which answer stands first is read off the prompt.
    private static String ruling(String taste, String prompt) {
        var referenceFirst = prompt.indexOf("REFERENCE") < prompt.indexOf("ANSWER");
        return "I thought about it.\n**Verdict:** "
                + switch (taste) {
                    case "same" -> "equal";
                    case "first" -> "1";
                    case "second" -> "2";
                    case "reference" -> referenceFirst ? "1" : "2";
                    default -> referenceFirst ? "2" : "1";
                };
    }

    private static JudgeSettings settings(String url) {
        var patience = Duration.ofSeconds(20);
        return new JudgeSettings(
                url, "j", "auto", Optional.of("secret"), 100, patience, 3, Duration.ZERO);
    }
}
