package org.reasoningrouter.replay.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.reasoningrouter.replay.input.RawRow.Broken;
import org.reasoningrouter.replay.input.RawRow.Read;

/// The scores of a file that `router score` or an earlier replay wrote, one at a time.
///
/// It may be JSON lines, CSV or Parquet, as any input. Rows without an id are passed over: they
/// were no prompts.
public final class ScoreSource implements AutoCloseable {

    private final RowReader rows;

    /// What was recorded of a prompt.
    ///
    /// @param row its number in the file
    /// @param score 0 to 1; NaN where the classifier had none
    /// @param truncated whether the classifier read a part of the prompt only
    /// @param model version of the classifier; empty where the row names none
    public record Recorded(
            long row, String id, double score, boolean truncated, Optional<String> model) {}

    private ScoreSource(RowReader rows) {
        this.rows = rows;
    }

    public static ScoreSource open(Path file) throws IOException {
        return new ScoreSource(InputFormat.of(file).open(file));
    }

    /// The next; empty at the end.
    ///
    /// @throws IllegalArgumentException with one line when a row is no record, or its score no
    ///   score
    public Optional<Recorded> next() throws IOException {
        for (var row = rows.next(); row.isPresent(); row = rows.next()) {
            switch (row.get()) {
                case Broken(var number, var why) ->
                        throw new IllegalArgumentException("row %,d: %s".formatted(number, why));
                case Read(var number, var fields) -> {
                    if (!fields.path("id").asText("").isEmpty()) {
                        return Optional.of(recorded(number, fields));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Recorded recorded(long number, ObjectNode fields) {
        return new Recorded(
                number,
                fields.path("id").asText(),
                score(number, fields.path("score")),
                fields.path("truncated").asBoolean(),
                model(fields));
    }

    // The `model` of a result, which has a status, is the one that answered.
    private static Optional<String> model(ObjectNode fields) {
        return text(fields.path("classifier"))
                .or(() -> fields.has("status") ? Optional.empty() : text(fields.path("model")));
    }

    private static double score(long number, JsonNode score) {
        if (score.isMissingNode() || score.isNull() || score.asText().isEmpty()) {
            return Double.NaN;
        }
        var value = score.asDouble(Double.NaN);
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(
                    "row %,d: a score must be 0 to 1: %s".formatted(number, score.asText()));
        }
        return value;
    }

    private static Optional<String> text(JsonNode value) {
        return Optional.of(value.asText("")).filter(it -> !it.isEmpty());
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
