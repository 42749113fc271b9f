package org.reasoningrouter.router.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.IntFunction;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reasoningrouter.router.classify.TinyModel;
import org.xml.sax.InputSource;
import picocli.CommandLine;

class EvaluateCommandTest {

    @TempDir Path directory;

    private final StringWriter printed = new StringWriter();
    private final StringWriter errors = new StringWriter();
    private Path scores = Path.of("");
    private Path outcomes = Path.of("");

    /// Forty prompts: thinking helps on those of the second half, which score higher.
    @BeforeEach
    void write() throws IOException {
        scores = directory.resolve("scores.jsonl");
        outcomes = directory.resolve("outcomes.jsonl");
        Files.write(scores, lines(i -> score(i, i / 40.0)));
        Files.write(
                outcomes,
                lines(i ->
                        "{\"id\": \"p%d\", \"source\": \"s\", \"task\": \"%s\", \"text\": \"%s\", \"fast\": %s, \"thinking\": true}"
                                .formatted(i, i % 4, "x".repeat(40 - i), i < 20)));
    }

    @Test
    void severalPoliciesStandSideBySideWithTheirControls() throws IOException {
        assertThat(
                        evaluate(
                                "--json",
                                "--policy",
                                policy("half", 0.5),
                                "--policy",
                                policy("most", 0.25)))
                .isZero();

        var policies = json().get("policy");
        assertThat(policies.get("versions"))
                .extracting(JsonNode::asText)
                .containsExactly("half", "most");
        assertThat(policies.get("rows"))
                .extracting(row -> row.get("name").asText())
                .containsExactly(
                        "policy 1",
                        "random, same share 1",
                        "length, same share 1",
                        "oracle, same share 1",
                        "policy 2",
                        "random, same share 2",
                        "length, same share 2",
                        "oracle, same share 2",
                        "always fast",
                        "always thinking",
                        "oracle, free share");
        assertThat(policies.get("rows"))
                .extracting(row -> row.get("accuracy").asDouble())
                .containsExactly(1.0, 0.75, 0.5, 1.0, 1.0, 0.875, 0.75, 1.0, 0.5, 1.0, 1.0);
        assertThat(policies.at("/rows/1/policyMinusThis").asDouble()).isEqualTo(0.25);
        assertThat(policies.at("/rows/4/share").asDouble()).isEqualTo(0.75);
        assertThat(policies.at("/rows/10/share").asDouble()).isEqualTo(0.5);
    }

    private String policy(String version, double threshold) throws IOException {
        return Files.write(
                        directory.resolve(version + ".yaml"),
                        List.of(
                                "version: " + version,
                                "threshold: " + threshold,
                                "fallback: fast",
                                "expectedThinkingTokens: 1000",
                                "budgets: [{from: 0, tokens: 1000}]",
                                "hints: true"))
                .toString();
    }

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
    void theThresholdIsThePolicysOrTheGivenOne() throws IOException {
        var policy = directory.resolve("policy.yml");
        Files.writeString(
                policy,
                """
                version: test-1
                threshold: 0.25
                fallback: fast
                expectedThinkingTokens: 1000
                budgets: [{from: 0.0, tokens: 100}]
                hints: true
                """);

        assertThat(evaluate("--json", "--policy", policy.toString())).isZero();
        assertThat(json().get("atThreshold").get("share").asDouble()).isEqualTo(0.75);
        assertThat(json().get("atThreshold").get("kept").asDouble()).isEqualTo(1);

        assertThat(evaluate("--json", "--threshold", "0.75")).isZero();
        var at = json().get("atThreshold");
        assertThat(at.get("share").asDouble()).isEqualTo(0.25);
        assertThat(at.get("accuracy").asDouble()).isEqualTo(0.75);
        assertThat(at.get("confusion").get("thinksHelped").asDouble()).isEqualTo(10);
        assertThat(at.get("confusion").get("fastHelped").asDouble()).isEqualTo(10);
        assertThat(at.get("confusion").get("fastNotHelped").asDouble()).isEqualTo(20);
        assertThat(order(0).get("accuracyAtShare").asDouble()).isEqualTo(0.75);
        assertThat(json().get("randomExpected").get("accuracyAtShare").asDouble()).isEqualTo(0.625);
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
    void aModelThatNoLineNamesIsNotPassedOver() throws IOException {
        Files.writeString(outcomes, "{\"id\": \"p0\", \"scores\": {\"a\": 0, \"c\": 1}}");

        assertThat(evaluate("--fast-models", "a,x", "--thinking-models", "c")).isEqualTo(2);

        assertThat(errors.toString())
                .isEqualToIgnoringNewLines("evaluate: no line of --outcomes has scores of x");
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

    @Test
    void nothingInCommonIsAFailureOfOneLine() throws IOException {
        Files.writeString(scores, score(99, 0.9));

        assertThat(evaluate()).isEqualTo(1);

        assertThat(errors)
                .hasToString(
                        "evaluate: no prompt has both an outcome and a score; --scores and --outcomes must share ids%n"
                                .formatted());
    }

    @Test
    void aBrokenOutcomeIsLeftOutAndTheExitCodeSaysSo() throws IOException {
        Files.write(scores, List.of(score(0, 0.9)));
        Files.write(
                outcomes,
                List.of(
                        "{\"id\": \"p0\", \"fast\": 0, \"thinking\": 1}",
                        "{\"id\": \"p1\", \"fast\": 7, \"thinking\": 1}",
                        "{nope"));

        assertThat(evaluate()).isEqualTo(1);

        assertThat(printed.toString())
                .contains(
                        "2 lines of outcomes left out; the first, line 2: fast must be 0 to 1, true"
                                + " or false");
    }

    @Test
    void misuseIsOneLineAndExitCode2() {
        for (var misuse :
                List.of(
                        List.of("--threshold", "1.5"),
                        List.of("--resamples", "0"),
                        List.of("--fast-models", "a"),
                        List.of("--model", "x"),
                        List.of("--policy", directory + "/none"))) {
            assertThat(evaluate(misuse.toArray(String[]::new))).as("%s", misuse).isEqualTo(2);
            assertThat(errors.toString().lines()).hasSize(1);
        }
        assertThat(run("--outcomes", directory + "/none")).isEqualTo(2);
        assertThat(run("--outcomes", outcomes.toString(), "--model", directory + "/none"))
                .isEqualTo(2);
    }

    private int evaluate(String... more) {
        var files = Stream.of("--scores", scores.toString(), "--outcomes", outcomes.toString());
        return run(Stream.concat(files, Stream.of(more)).toArray(String[]::new));
    }

    private int run(String... arguments) {
        printed.getBuffer().setLength(0);
        errors.getBuffer().setLength(0);
        return new CommandLine(new EvaluateCommand())
                .setOut(new PrintWriter(printed, true))
                .setErr(new PrintWriter(errors, true))
                .execute(arguments);
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(printed.toString());
    }

    private JsonNode order(int number) throws IOException {
        return json().get("orders").get(number);
    }

    private static String score(int i, double score) {
        return "{\"id\":\"p%d\",\"score\":%s,\"model\":\"m@1\"}".formatted(i, score);
    }

    private static List<String> lines(IntFunction<String> line) {
        return IntStream.range(0, 40).mapToObj(line).toList();
    }
}
