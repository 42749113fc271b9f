package org.reasoningrouter.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.StreamSupport;
import org.reasoningrouter.grade.Verdict;

/// The verdicts that a model was asked for, on disk as soon as they are known, so that a replay
/// that is killed while its answers are graded asks for none of them again.
///
/// Rows are graded several at a time, so they stand in the file as they ended; to be read they are
/// put in order on disk. Verdicts of another grader, and a last line that was not written whole,
/// count for nothing.
final class VerdictLog implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROW = "row";
    private static final String BY = "by";
    private static final String VERDICTS = "verdicts";

    private final String grader;
    private final BufferedWriter out;
    private final RowSorter sorter;
    private final RowSorter.Sorted before;
    private Optional<RowSorter.Entry> next;

    private VerdictLog(String grader, BufferedWriter out, RowSorter sorter) throws IOException {
        this.grader = grader;
        this.out = out;
        this.sorter = sorter;
        this.before = sorter.sorted();
        this.next = before.next();
    }

    /// Opens the log that is there, or begins one.
    ///
    /// @param folder for sorting what is there
    /// @param sortBytes that sorting may hold in memory
    /// @param grader who gives the verdicts
    static VerdictLog open(Path file, Path folder, long sortBytes, String grader)
            throws IOException {
        var sorter = new RowSorter(folder, sortBytes);
        try {
            read(file, grader, sorter);
            var out =
                    Files.newBufferedWriter(
                            file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            // Behind a line that was not written whole another one would be lost.
            out.newLine();
            return new VerdictLog(grader, out, sorter);
        } catch (IOException e) {
            sorter.close();
            throw e;
        }
    }

    private static void read(Path file, String grader, RowSorter sorter) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        try (var lines = Files.newBufferedReader(file)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var row = row(line, grader);
                if (row.isPresent()) {
                    sorter.add(key(row.get().path(ROW).asLong()), bytes(line));
                }
            }
        }
    }

    private static Optional<JsonNode> row(String line, String grader) {
        try {
            return Optional.of(JSON.readTree(line))
                    .filter(it -> it.path(BY).asText("").equals(grader));
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }

    private static byte[] key(long row) {
        return ByteBuffer.allocate(Long.BYTES).putLong(row).array();
    }

    private static byte[] bytes(String line) {
        return line.getBytes(StandardCharsets.UTF_8);
    }

    /// What stands in the log of a row from an earlier process. Rows must be asked for in their
    /// order.
    Optional<List<Optional<Verdict>>> known(long row) throws IOException {
        Optional<List<Optional<Verdict>>> known = Optional.empty();
        while (next.isPresent() && ByteBuffer.wrap(next.get().key()).getLong() <= row) {
            if (ByteBuffer.wrap(next.get().key()).getLong() == row) {
                known = Optional.of(verdicts(JSON.readTree(next.get().value())));
            }
            next = before.next();
        }
        return known;
    }

    private static List<Optional<Verdict>> verdicts(JsonNode row) {
        return StreamSupport.stream(row.path(VERDICTS).spliterator(), false)
                .map(it -> it.isNull() ? Optional.<Verdict>empty() : Optional.of(verdict(it)))
                .toList();
    }

    private static Verdict verdict(JsonNode json) {
        var score = json.path("score");
        return new Verdict(
                score.isNumber() ? OptionalDouble.of(score.asDouble()) : OptionalDouble.empty(),
                json.path("grader").asText(),
                json.path("detail").asText());
    }

    /// Writes the verdicts of a row down. Threads may call it.
    synchronized void add(long row, List<Optional<Verdict>> verdicts) throws IOException {
        var json = JSON.createObjectNode().put(ROW, row).put(BY, grader);
        var each = json.putArray(VERDICTS);
        for (var verdict : verdicts) {
            if (verdict.isEmpty()) {
                each.addNull();
                continue;
            }
            var one = each.addObject();
            verdict.get().score().ifPresent(score -> one.put("score", score));
            one.put("grader", verdict.get().grader()).put("detail", verdict.get().detail());
        }
        out.write(json.toString());
        out.newLine();
        out.flush();
    }

    @Override
    public void close() throws IOException {
        try (sorter;
                before;
                out) {
            out.flush();
        }
    }
}
