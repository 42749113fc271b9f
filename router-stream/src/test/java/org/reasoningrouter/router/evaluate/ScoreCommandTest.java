package org.reasoningrouter.router.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reasoningrouter.router.classify.Classifier;
import org.reasoningrouter.router.classify.ModelFolder;
import org.reasoningrouter.router.classify.OnnxClassifier;
import org.reasoningrouter.router.classify.TinyModel;
import org.reasoningrouter.router.decide.PolicyConfig;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Role;
import picocli.CommandLine;

class ScoreCommandTest {

    /// Of the policy that ships with the router.
    private static final double SHIPPED_THRESHOLD = PolicyConfig.read(Optional.empty()).threshold();

    private static final String GOOD = "{\"id\": \"p1\", \"text\": \"hello\"}";

    @TempDir Path directory;

    private final ObjectMapper json = new ObjectMapper();
    private final StringWriter errors = new StringWriter();
    private TinyModel model = new TinyModel(Path.of(""));
    private Path prompts = Path.of("");
    private Path out = Path.of("");

    @BeforeEach
    void copy() throws IOException {
        model = TinyModel.copiedTo(directory.resolve("tiny"));
        prompts = directory.resolve("prompts.jsonl");
        out = directory.resolve("scores.jsonl");
    }

    @Test
    void everyLineGetsItsOwnScoreInItsPlace() throws IOException {
        var lines = IntStream.range(0, 5_000).mapToObj(ScoreCommandTest::text).toList();
        Files.write(prompts, lines.stream().map(this::prompt).toList());

        assertThat(score()).isZero();

        var scored = scores();
        assertThat(scored).extracting(s -> s.get("id").asText()).isEqualTo(lines);
        try (var classifier = classifier()) {
            for (var i = 0; i < 5_000; i += 619) {
                assertThat(rounded(scored.get(i).toString()))
                        .isEqualTo(rounded(expected(classifier, lines.get(i))));
            }
        }
    }

    @Test
    void packedFilesAreReadAndWritten() throws IOException {
        prompts = directory.resolve("prompts-in-disguise.jsonl");
        out = directory.resolve("scores.jsonl.gz");
        try (var file = new GZIPOutputStream(Files.newOutputStream(prompts))) {
            file.write(("\uFEFF" + GOOD + "\r\n" + prompt("why")).getBytes(StandardCharsets.UTF_8));
        }

        assertThat(score()).isZero();

        try (var file = new GZIPInputStream(Files.newInputStream(out))) {
            var lines = new String(file.readAllBytes(), StandardCharsets.UTF_8).lines();
            assertThat(lines.map(line -> read(line).get("id").asText()))
                    .containsExactly("p1", "why");
        }
    }

    @Test
    void aConversationIsJudgedAsTheClassifierReadsIt() throws IOException {
        Files.writeString(
                prompts,
                """
                {"id": 7, "messages": [{"role": "system", "content": "be kind"}, {"content": "hello"}]}
                """);

        assertThat(score()).isZero();

        var turns = List.of(message(Role.SYSTEM, "be kind"), message(Role.USER, "hello"));
        try (var classifier = classifier()) {
            var tokens = classifier.encode(turns);
            var line = scores().getFirst();
            assertThat(line.get("id").isNumber()).isTrue();
            assertThat(line.get("tokens").asInt()).isEqualTo(tokens.counted());
            assertThat(line.get("score").asDouble())
                    .isEqualTo(classifier.score(List.of(tokens)).getFirst().value());
        }
    }

    @Test
    void aLongPromptSaysThatItWasCut() throws IOException {
        Files.write(prompts, List.of(GOOD, prompt("why ".repeat(100))));

        assertThat(score()).isZero();

        assertThat(scores())
                .extracting(line -> line.get("truncated").asBoolean())
                .containsExactly(false, true);
    }

    @Test
    void theRouteIsThePolicysAndAHintGoesBeforeTheScore() throws IOException {
        Files.write(prompts, List.of(GOOD, prompt("hello /think"), prompt("hello /no_think")));

        assertThat(score("--policy", policy(0.0, true))).isZero();
        assertThat(routes()).containsExactly("THINKING", "THINKING HINT", "FAST HINT");

        assertThat(score("--policy", policy(1.0, false))).isZero();
        assertThat(routes()).containsExactly("FAST", "FAST", "FAST");
    }

    @Test
    void aBadLineIsNamedInItsPlaceAndTheRestIsScored() throws IOException {
        Files.write(
                prompts,
                List.of(
                        "{nope",
                        GOOD,
                        "{\"id\": \"x\"}",
                        "{\"id\": \"y\", \"messages\": [{\"role\": \"boss\", \"content\": \"a\"}]}",
                        ""));

        assertThat(score()).isEqualTo(1);

        assertThat(
                        scores().stream()
                                .map(JsonNode::toString)
                                .map(s -> s.replaceAll("0\\.\\d+.*", "…")))
                .containsExactly(
                        "{\"line\":1,\"error\":\"not JSON\"}",
                        "{\"id\":\"p1\",\"score\":…",
                        "{\"id\":\"x\",\"error\":\"neither text nor messages\"}",
                        "{\"id\":\"y\",\"error\":\"role must be system, user, assistant or tool\"}",
                        "{\"line\":5,\"error\":\"neither text nor messages\"}");
        assertThat(errors)
                .hasToString("score: 4 of 5 lines have an error, see %s%n".formatted(out));
    }

    @Test
    void aModelWithoutANumberIsAnErrorAndTakesTheFallback() throws IOException {
        model.with("nan");
        Files.writeString(prompts, prompt("hello!"));

        assertThat(score()).isEqualTo(1);

        var line = scores().getFirst();
        assertThat(line.has("score")).isFalse();
        assertThat(line.get("error").asText()).isEqualTo("the model gave no number");
        assertThat(routes()).containsExactly("FAST CLASSIFIER_NOT_A_NUMBER");
    }

    @Test
    void misuseIsOneLineAndExitCode2() throws IOException {
        assertThat(score()).isEqualTo(2);
        assertThat(complaint())
                .isEqualTo("score: --prompts must name a file that can be read: " + prompts);

        Files.writeString(prompts, GOOD);
        assertThat(score("--policy", directory + "/none.yml")).isEqualTo(2);
        assertThat(complaint()).startsWith("score: policy.file cannot be read: ");

        out = prompts;
        assertThat(score()).isEqualTo(2);
        assertThat(complaint()).startsWith("score: --out must not be the file that --prompts");
        assertThat(Files.readString(prompts)).isEqualTo(GOOD);

        out = directory.resolve("scores.jsonl");
        Files.delete(directory.resolve("tiny/model.onnx"));
        assertThat(score()).isEqualTo(2);
        assertThat(complaint()).endsWith("model.onnx is missing");
    }

    @Test
    void aFileThatFailsIsOneLineAndExitCode1() throws IOException {
        Files.writeString(prompts, GOOD);
        out = directory.resolve("no/such/scores.jsonl");
        assertThat(score()).isEqualTo(1);
        assertThat(complaint()).isEqualTo("score: there is no such file or folder: " + out);

        out = directory.resolve("scores.jsonl");
        Files.write(prompts, Arrays.copyOf(packed(GOOD), 20));
        assertThat(score()).isEqualTo(1);
        assertThat(complaint()).startsWith("score: the packed file is damaged: ");
    }

    private int score(String... more) {
        errors.getBuffer().setLength(0);
        var arguments =
                List.of("--model", model.folder(), "--prompts", prompts, "--out", out).stream();
        return new CommandLine(new ScoreCommand())
                .setErr(new PrintWriter(errors, true))
                .execute(
                        Stream.concat(arguments.map(Object::toString), Stream.of(more))
                                .toArray(String[]::new));
    }

    private String complaint() {
        assertThat(errors.toString().lines()).hasSize(1);
        return errors.toString().strip();
    }

    private Classifier classifier() {
        return new OnnxClassifier(ModelFolder.at(model.folder().toString()), 1);
    }

    private static String expected(Classifier classifier, String text) {
        var tokens = classifier.encode(List.of(message(Role.USER, text)));
        var score = classifier.score(List.of(tokens)).getFirst();
        var scores = new ArrayList<String>();
        for (var i = 0; i < score.shares().size(); i++) {
            scores.add("\"%s\":%s".formatted(classifier.labels().get(i), score.shares().get(i)));
        }
        return "{\"id\":\"%s\",\"score\":%s,\"route\":\"%s\",\"scores\":{%s},\"tokens\":%d,\"truncated\":%s,\"model\":\"%s\"}"
                .formatted(
                        text,
                        score.value(),
                        score.value() >= SHIPPED_THRESHOLD ? "THINKING" : "FAST",
                        String.join(",", scores),
                        tokens.counted(),
                        tokens.truncated(),
                        classifier.version());
    }

    /// Batch-mates may move this model's score by a millionth.
    private static String rounded(String line) {
        return Pattern.compile("0\\.\\d+")
                .matcher(line)
                .replaceAll(number -> "%.5f".formatted(Double.parseDouble(number.group())));
    }

    private static Message message(Role role, String content) {
        return Message.newBuilder().setRole(role).setContent(content).build();
    }

    private static String text(int i) {
        return "why ".repeat(i % 40) + i;
    }

    private String prompt(String text) {
        return json.createObjectNode().put("id", text).put("text", text).toString();
    }

    private String policy(double threshold, boolean hints) throws IOException {
        var file = directory.resolve("policy.yml");
        Files.writeString(
                file,
                """
                version: test-1
                threshold: %s
                fallback: fast
                expectedThinkingTokens: 1000
                budgets: [{from: 0.0, tokens: 100}]
                hints: %s
                """
                        .formatted(threshold, hints));
        return file.toString();
    }

    private static byte[] packed(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var packing = new GZIPOutputStream(bytes)) {
            packing.write(text.repeat(1_000).getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private List<String> routes() throws IOException {
        return scores().stream()
                .map(s -> (s.get("route").asText() + " " + s.path("reason").asText("")).strip())
                .toList();
    }

    private List<JsonNode> scores() throws IOException {
        return Files.readAllLines(out).stream().map(this::read).toList();
    }

    private JsonNode read(String line) {
        try {
            return json.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
