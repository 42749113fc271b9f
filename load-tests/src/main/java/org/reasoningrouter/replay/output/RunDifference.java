package org.reasoningrouter.replay.output;

import static java.lang.String.format;
import static java.util.Locale.ROOT;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Two replays of the same prompts, compared row by row.
///
/// Both files are in the order of rows, so one row of each is held; of the rows that differ, the
/// first are named.
public final class RunDifference {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_NAMED = 50;
    private static final double NANOS = 1e9;

    private final Map<String, Long> routes = new TreeMap<>();
    private final Map<String, Long> statuses = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();
    private long both;
    private long onlyFirst;
    private long onlySecond;
    private long changed;
    private long answersChanged;
    private long better;
    private long worse;
    private long firstCost;
    private long secondCost;

    /// A row on which the two differ.
    private record Change(long row, String id, String what) {}

    private RunDifference() {}

    /// Compares two files of results.
    ///
    /// @throws IllegalArgumentException when they are replays of different prompts
    public static RunDifference of(Path first, Path second) throws IOException {
        var difference = new RunDifference();
        try (var one = new Rows(first);
                var other = new Rows(second)) {
            difference.walk(one, other);
        }
        return difference;
    }

    private void walk(Rows one, Rows other) throws IOException {
        while (one.row().isPresent() || other.row().isPresent()) {
            if (other.number() > one.number()) {
                onlyFirst++;
                one.advance();
            } else if (one.number() > other.number()) {
                onlySecond++;
                other.advance();
            } else {
                compare(one.row().orElseThrow(), other.row().orElseThrow());
                one.advance();
                other.advance();
            }
        }
    }

    private void compare(JsonNode one, JsonNode other) {
        if (!one.path("id").equals(other.path("id"))) {
            throw new IllegalArgumentException(
                    "row %d is another prompt in the second replay: these are replays of different inputs"
                            .formatted(one.path("row").asLong()));
        }
        both++;
        var what = new ArrayList<String>();
        count(what, routes, one.path("route"), other.path("route"));
        count(what, statuses, one.path("status"), other.path("status"));
        verdict(what, verdict(one), verdict(other));
        if (!answer(one).equals(answer(other))) {
            answersChanged++;
        }
        firstCost += cost(one);
        secondCost += cost(other);
        if (!what.isEmpty()) {
            changed++;
            name(
                    new Change(
                            one.path("row").asLong(),
                            one.path("id").asText(),
                            String.join(", ", what)));
        }
    }

    private void name(Change change) {
        if (changes.size() < MOST_NAMED) {
            changes.add(change);
        }
    }

    private static void count(
            List<String> what, Map<String, Long> counts, JsonNode one, JsonNode other) {
        if (!one.equals(other)) {
            var change = word(one) + " to " + word(other);
            counts.merge(change, 1L, Long::sum);
            what.add(change);
        }
    }

    private static String word(JsonNode value) {
        return value.isMissingNode() ? "none" : value.asText();
    }

    private void verdict(List<String> what, Optional<Double> one, Optional<Double> other) {
        if (one.isEmpty() || other.isEmpty() || one.equals(other)) {
            return;
        }
        var rises = other.get() > one.get();
        better += rises ? 1 : 0;
        worse += rises ? 0 : 1;
        what.add(format(ROOT, "verdict %.2f to %.2f", one.get(), other.get()));
    }

    /// Of the way that the policy takes, where both were taken.
    private static Optional<Double> verdict(JsonNode row) {
        return Optional.of(taken(row).path("verdict"))
                .filter(JsonNode::isNumber)
                .map(JsonNode::asDouble);
    }

    private static long cost(JsonNode row) {
        return taken(row).path("costNanos").asLong();
    }

    private static JsonNode answer(JsonNode row) {
        var samples = taken(row).path("samples");
        return samples.isArray() ? samples.path(0).path("answer") : row.path("answer");
    }

    private static JsonNode taken(JsonNode row) {
        var way = row.path(row.path("route").asText().toLowerCase(ROOT));
        return way.isObject() ? way : row;
    }

    /// For a script.
    public String json() throws IOException {
        var json = JSON.createObjectNode();
        json.put("compared", both).put("onlyFirst", onlyFirst).put("onlySecond", onlySecond);
        json.put("changed", changed).put("answersChanged", answersChanged);
        json.put("better", better).put("worse", worse);
        json.put("firstCostNanos", firstCost).put("secondCostNanos", secondCost);
        var of = json.putObject("routes");
        routes.forEach(of::put);
        var ended = json.putObject("statuses");
        statuses.forEach(ended::put);
        var named = json.putArray("first");
        changes.forEach(it ->
                named.addObject().put("row", it.row()).put("id", it.id()).put("what", it.what()));
        return JSON.writeValueAsString(json);
    }

    /// For a person.
    public String text() {
        var lines = new ArrayList<String>();
        lines.add(
                format(
                        ROOT,
                        "%,d prompts compared, %,d only in the first, %,d only in the second",
                        both,
                        onlyFirst,
                        onlySecond));
        routes.forEach(
                (change, count) -> lines.add(format(ROOT, "%,9d routes from %s", count, change)));
        statuses.forEach(
                (change, count) -> lines.add(format(ROOT, "%,9d ended from %s", count, change)));
        lines.add(format(ROOT, "%,9d other answers", answersChanged));
        lines.add(format(ROOT, "%,9d verdicts better, %,d worse", better, worse));
        lines.add(
                format(
                        ROOT,
                        "cost $%.6f and $%.6f: %+.1f %%",
                        firstCost / NANOS,
                        secondCost / NANOS,
                        firstCost == 0 ? 0 : 100.0 * (secondCost - firstCost) / firstCost));
        changes.forEach(
                it -> lines.add(format(ROOT, "row %,d %s: %s", it.row(), it.id(), it.what())));
        if (changed > changes.size()) {
            lines.add(format(ROOT, "and %,d more", changed - changes.size()));
        }
        return String.join(System.lineSeparator(), lines);
    }

    private static final class Rows implements AutoCloseable {

        private final BufferedReader lines;
        private Optional<JsonNode> row = Optional.empty();

        private Rows(Path file) throws IOException {
            lines = Files.newBufferedReader(file);
            advance();
        }

        private void advance() throws IOException {
            var line = lines.readLine();
            row = line == null ? Optional.empty() : Optional.of(JSON.readTree(line));
        }

        private Optional<JsonNode> row() {
            return row;
        }

        /// Beyond every row when there is none.
        private long number() {
            return row.map(it -> it.path("row").asLong()).orElse(Long.MAX_VALUE);
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }
}
