package org.reasoningrouter.router.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reasoningrouter.router.classify.ModelFolder;
import org.reasoningrouter.router.classify.OnnxClassifier;
import org.reasoningrouter.router.classify.TinyModel;
import org.reasoningrouter.wire.Message;

class ScoreCommandTest {

    private static final String GOOD = "{\"id\": \"p1\", \"text\": \"hello\"}";

    @TempDir Path directory;

    private final StringWriter errors = new StringWriter();
    private Path prompts = Path.of("");
    private Path out = Path.of("");

    @BeforeEach
    void copy() throws IOException {
        TinyModel.copiedTo(directory.resolve("tiny"));
        prompts = directory.resolve("prompts.jsonl");
        out = directory.resolve("scores.jsonl");
    }

    @Test
    void everyLineGetsItsOwnScoreInItsPlace() throws IOException {
        var lines = new ArrayList<String>();
        for (var i = 0; i < 5_000; i++) {
            lines.add("{\"id\": %d, \"text\": \"%s\"}".formatted(i, "why ".repeat(i % 40) + i));
        }
        Files.write(prompts, lines);

        assertThat(score()).isZero();

        var scored = scores();
        assertThat(scored).extracting(s -> s.get("id").asInt()).hasSize(5_000).isSorted();
        try (var classifier = new OnnxClassifier(ModelFolder.at(directory + "/tiny"), 1)) {
            for (var i = 0; i < 5_000; i += 619) {
                var text = "why ".repeat(i % 40) + i;
                var tokens =
                        classifier.encode(List.of(Message.newBuilder().setContent(text).build()));
                var expected =
                        "{\"id\":%d,\"score\":%s,\"tokens\":%d,\"truncated\":%s,\"model\":\"%s\"}"
                                .formatted(
                                        i,
                                        scored.get(i).get("score"),
                                        tokens.counted(),
                                        tokens.truncated(),
                                        classifier.version());
                assertThat(scored.get(i)).hasToString(expected);
                assertThat(scored.get(i).get("score").asDouble())
                        .isCloseTo(
                                classifier.score(List.of(tokens)).getFirst().value(), within(1e-6));
            }
        }
    }

    @Test
    void packedFilesAndConversationsAreRead() throws IOException {
        prompts = directory.resolve("prompts.jsonl.gz");
        try (var file = new GZIPOutputStream(Files.newOutputStream(prompts))) {
            var line =
                    "{\"id\": \"c\", \"messages\": [{\"role\": \"system\", \"content\": \"be kind\"}, {\"role\": \"user\", \"content\": \"hello\"}]}";
            file.write((GOOD + "\n" + line).getBytes(StandardCharsets.UTF_8));
        }

        assertThat(score()).isZero();

        assertThat(scores().get(1).get("tokens").asInt())
                .isGreaterThan(scores().get(0).get("tokens").asInt());
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
    void misuseIsOneLineAndExitCode2() throws IOException {
        assertThat(score()).isEqualTo(2);
        assertThat(errors.toString())
                .isEqualTo(
                        "score: --prompts must name a file that can be read: %s%n"
                                .formatted(prompts));

        Files.writeString(prompts, GOOD);
        Files.delete(directory.resolve("tiny/model.onnx"));
        assertThat(score()).isEqualTo(2);
        assertThat(errors.toString()).endsWith("model.onnx is missing" + System.lineSeparator());
    }

    @Test
    void anOutputThatCannotBeWrittenIsAFailureOfOneLine() throws IOException {
        Files.writeString(prompts, GOOD);
        out = directory.resolve("no/such/scores.jsonl");

        assertThat(score()).isEqualTo(1);
        assertThat(errors.toString().lines()).hasSize(1);
    }

    private int score() {
        return ScoreCommand.commandLine()
                .setErr(new PrintWriter(errors, true))
                .execute(
                        "--model",
                        directory + "/tiny",
                        "--prompts",
                        prompts.toString(),
                        "--out",
                        out.toString());
    }

    private List<JsonNode> scores() throws IOException {
        var json = new ObjectMapper();
        var scores = new ArrayList<JsonNode>();
        for (var line : Files.readAllLines(out)) {
            scores.add(json.readTree(line));
        }
        return scores;
    }
}
