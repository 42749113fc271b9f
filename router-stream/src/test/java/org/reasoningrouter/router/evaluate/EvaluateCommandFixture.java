package org.reasoningrouter.router.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// Forty prompts with scores and outcomes, and the command that judges them.
class EvaluateCommandFixture {

    @TempDir Path directory;

    final StringWriter printed = new StringWriter();
    final StringWriter errors = new StringWriter();
    Path scores = Path.of("");
    Path outcomes = Path.of("");

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

    int evaluate(String... more) {
        var files = Stream.of("--scores", scores.toString(), "--outcomes", outcomes.toString());
        return run(Stream.concat(files, Stream.of(more)).toArray(String[]::new));
    }

    int run(String... arguments) {
        printed.getBuffer().setLength(0);
        errors.getBuffer().setLength(0);
        return new CommandLine(new EvaluateCommand())
                .setOut(new PrintWriter(printed, true))
                .setErr(new PrintWriter(errors, true))
                .execute(arguments);
    }

    JsonNode json() throws IOException {
        return new ObjectMapper().readTree(printed.toString());
    }

    JsonNode order(int number) throws IOException {
        return json().get("orders").get(number);
    }

    static String score(int i, double score) {
        return "{\"id\":\"p%d\",\"score\":%s,\"model\":\"m@1\"}".formatted(i, score);
    }

    static List<String> lines(IntFunction<String> line) {
        return IntStream.range(0, 40).mapToObj(line).toList();
    }
}
