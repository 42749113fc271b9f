package org.reasoningrouter.router.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.reasoningrouter.router.classify.TinyModel;
import picocli.CommandLine;

/// A model, a file of prompts and where their scores go.
class ScoreCommandFixture {

    static final String GOOD = "{\"id\": \"p1\", \"text\": \"hello\"}";

    @TempDir Path directory;

    final ObjectMapper json = new ObjectMapper();
    final StringWriter errors = new StringWriter();
    TinyModel model = new TinyModel(Path.of(""));
    Path prompts = Path.of("");
    Path out = Path.of("");

    @BeforeEach
    void copy() throws IOException {
        model = TinyModel.copiedTo(directory.resolve("tiny"));
        prompts = directory.resolve("prompts.jsonl");
        out = directory.resolve("scores.jsonl");
    }

    int score(String... more) {
        errors.getBuffer().setLength(0);
        var arguments =
                List.of("--model", model.folder(), "--prompts", prompts, "--out", out).stream();
        return new CommandLine(new ScoreCommand())
                .setErr(new PrintWriter(errors, true))
                .execute(
                        Stream.concat(arguments.map(Object::toString), Stream.of(more))
                                .toArray(String[]::new));
    }

    String complaint() {
        assertThat(errors.toString().lines()).hasSize(1);
        return errors.toString().strip();
    }

    String prompt(String text) {
        return json.createObjectNode().put("id", text).put("text", text).toString();
    }

    List<String> routes() throws IOException {
        return scores().stream()
                .map(s -> (s.get("route").asText() + " " + s.path("reason").asText("")).strip())
                .toList();
    }

    List<JsonNode> scores() throws IOException {
        return Files.readAllLines(out).stream().map(this::read).toList();
    }

    JsonNode read(String line) {
        try {
            return json.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
