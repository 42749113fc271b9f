package org.reasoningrouter.router.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.router.classify.TinyModel;
import org.xml.sax.InputSource;

class EvaluateCommandTest extends EvaluateCommandFixture {

    @Test
    void aPerfectOrderIsJudgedPerfectAndTheControlsStandBeside() throws IOException {
        assertThat(evaluate("--json")).isZero();

        var json = json();
        assertThat(json.get("prompts").asInt()).isEqualTo(40);
        assertThat(json.get("model").asText()).isEqualTo("m@1");
        assertThat(json.get("alwaysFast").asDouble()).isEqualTo(0.5);
        assertThat(json.get("alwaysThinking").asDouble()).isEqualTo(1);
        assertThat(json.get("orders"))
                .extracting(order -> order.get("name").asText())
                .containsExactly(
                        "model",
                        "random",
                        "prompt length",
                        "digits + symbols",
                        "domain oracle",
                        "per-prompt oracle");
        var model = order(0);
        assertThat(model.get("auroc").asDouble()).isEqualTo(1);
        // Recovered 0, 0.2 .. 1 at half of the prompts, and 1 from there.
        assertThat(model.get("apgr").asDouble()).isCloseTo(0.75, within(1e-9));
        assertThat(model.get("cpt50").asDouble()).isCloseTo(0.25, within(1e-9));
        assertThat(model.get("keeps95").asDouble()).isCloseTo(0.45, within(1e-9));
        assertThat(order(2).get("auroc").asDouble()).isZero();
        assertThat(order(2).get("modelMinusThis").get("auroc").get(0).asDouble()).isEqualTo(1);
        assertThat(order(5).get("modelMinusThis").get("apgr"))
                .allSatisfy(end -> assertThat(end.asDouble()).isCloseTo(0, within(1e-9)));
    }

    @Test
    void theSameSeedGivesTheSameIntervals() throws IOException {
        assertThat(evaluate("--json", "--seed", "5")).isZero();
        var first = printed.toString();

        assertThat(evaluate("--json", "--seed", "5")).isZero();
        assertThat(printed).hasToString(first);

        assertThat(evaluate("--json", "--seed", "6")).isZero();
        assertThat(printed.toString()).isNotEqualTo(first);
    }

    @Test
    void runsOfOnePromptAreAveragedAndWhatIsLeftOutIsSaid() throws IOException {
        Files.write(
                scores,
                List.of(
                        score(0, 0.9),
                        score(1, 0.1),
                        score(7, 0.5),
                        "{\"id\":\"p2\",\"error\":\"not JSON\"}"));
        Files.write(
                outcomes,
                List.of(
                        "{\"id\": \"p0\", \"fast_correct\": 0, \"thinking_correct\": 1}",
                        "{\"id\": \"p0\", \"fast_correct\": 0.5, \"thinking_correct\": 1}",
                        "{\"id\": \"p0\", \"fast_correct\": 0, \"thinking_correct\": 0,"
                                + " \"thinking_truncated\": 1}",
                        "{\"id\": \"p1\", \"weak_correct\": 1, \"strong_correct\": 1}",
                        "{\"id\": \"p2\", \"fast\": 1, \"thinking\": 1}",
                        "{\"id\": \"p3\", \"fast\": 1}"));

        assertThat(evaluate("--json")).isZero();
        assertThat(json().get("prompts").asInt()).isEqualTo(2);
        assertThat(json().get("alwaysFast").asDouble()).isEqualTo(0.625);
        assertThat(json().get("leftOut"))
                .hasToString(
                        "{\"cutOff\":1,\"untried\":1,\"broken\":0,\"outcomesWithoutScore\":1,\"scoresWithoutOutcome\":1,\"scoresWithError\":1}");

        assertThat(evaluate()).isZero();
        assertThat(printed.toString())
                .contains(
                        "2 prompts with outcome and score; model m@1",
                        "1 runs left out: their thinking was cut off by its budget",
                        "1 outcomes without a score",
                        "1 scores without an outcome",
                        "1 scores that are errors");
    }

    @Test
    void modelsOfARecordedTableMakeOutcomes() throws IOException {
        Files.writeString(scores, score(0, 0.9));
        Files.writeString(
                outcomes,
                "{\"id\": \"p0\", \"scores\": {\"a\": 0, \"b\": 0.5, \"c\": 1, \"d\": null, \"e\":"
                        + " 0.2}}");

        assertThat(evaluate("--json", "--fast-models", "a,b", "--thinking-models", "c,d")).isZero();

        assertThat(json().get("alwaysFast").asDouble()).isEqualTo(0.25);
        assertThat(json().get("alwaysThinking").asDouble()).isEqualTo(1);
        // Without texts and tasks there is nothing that the other controls could go by.
        assertThat(json().get("orders"))
                .extracting(order -> order.get("name").asText())
                .containsExactly("model", "random", "per-prompt oracle");
    }

    @Test
    void withoutScoresTheTextsAreScored() throws IOException {
        TinyModel.copiedTo(directory.resolve("tiny"));
        Files.delete(scores);
        Files.writeString(
                outcomes,
                "{\"id\": \"cut\", \"text\": \"x\", \"thinking_truncated\": 1}\n",
                StandardOpenOption.APPEND);

        assertThat(run("--outcomes", outcomes.toString(), "--model", directory + "/tiny", "--json"))
                .isZero();

        assertThat(json().get("prompts").asInt()).isEqualTo(40);
        assertThat(json().get("model").asText()).startsWith("tiny@");
        assertThat(json().get("leftOut"))
                .hasToString(
                        "{\"cutOff\":1,\"untried\":0,\"broken\":0,\"outcomesWithoutScore\":0,\"scoresWithoutOutcome\":0,\"scoresWithError\":0}");
    }

    @Test
    void thePictureStandsAlone() throws Exception {
        var picture = directory.resolve("picture.html");

        assertThat(evaluate("--picture", picture.toString())).isZero();

        var page = Files.readString(picture);
        assertThat(page)
                .contains("per-prompt oracle", "always thinking", "<pre>40 prompts")
                .doesNotContain("http", "<script", "<link", "{{", "NaN");
        var drawings = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL).matcher(page).results();
        for (var drawing : drawings.map(MatchResult::group).toList()) {
            DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(drawing)));
        }
        assertThat(page).contains("class='line model'", "class='line domain'");
    }
}
