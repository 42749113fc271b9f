package org.reasoningrouter.router.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/// What `score` says of lines, models and files that are not right.
class ScoreCommandErrorTest extends ScoreCommandFixture {

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

    private static byte[] packed(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var packing = new GZIPOutputStream(bytes)) {
            packing.write(text.repeat(1_000).getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
