package org.reasoningrouter.router.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.reasoningrouter.router.classify.Classifier;
import org.reasoningrouter.router.classify.Tokens;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Role;

/// Scores lines of JSON on all sessions of a classifier: prompts of like length share a batch.
final class OnnxLineScorer implements AutoCloseable {

    private static final int BATCH = 8;
    private static final int CHUNK = 64;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Classifier classifier;
    private final ExecutorService pool;

    OnnxLineScorer(Classifier classifier) {
        this.classifier = classifier;
        this.pool = Executors.newFixedThreadPool(classifier.sessions());
    }

    record Line(String json, boolean failed) {}

    /// Scores a window of lines; each gives one line, in their order.
    ///
    /// @param before how many lines came before these, for errors that have no id
    List<Line> score(List<String> lines, int before) throws InterruptedException {
        var rows = IntStream.range(0, lines.size()).mapToObj(i -> new Row(before + i + 1)).toList();
        inChunks(
                IntStream.range(0, lines.size()).boxed().toList(),
                CHUNK,
                chunk -> chunk.forEach(i -> read(lines.get(i), rows.get(i))));
        var byLength =
                rows.stream()
                        .filter(row -> row.tokens.isPresent())
                        .sorted(Comparator.comparingInt(row -> row.tokens.orElseThrow().length()))
                        .toList();
        inChunks(byLength, BATCH, this::score);
        return rows.stream().map(this::line).toList();
    }

    @Override
    public void close() {
        pool.close();
    }

    private void read(String line, Row row) {
        try {
            var prompt = JSON.readTree(line);
            if (prompt.hasNonNull("id")) {
                row.id = Optional.of(prompt.get("id"));
            }
            row.tokens = Optional.of(classifier.encode(messages(prompt)));
        } catch (JsonProcessingException _) {
            row.error = "not JSON";
        } catch (IllegalArgumentException e) {
            row.error = String.valueOf(e.getMessage());
        }
    }

    private static List<Message> messages(JsonNode prompt) {
        if (prompt.path("text").isTextual()) {
            return List.of(message("user", prompt.get("text")));
        }
        if (!prompt.path("messages").isArray() || prompt.get("messages").isEmpty()) {
            throw new IllegalArgumentException("neither text nor messages");
        }
        var messages = new ArrayList<Message>();
        prompt.get("messages")
                .forEach(m ->
                        messages.add(message(m.path("role").asText("user"), m.path("content"))));
        return messages;
    }

    private static Message message(String role, JsonNode content) {
        if (!content.isTextual()) {
            throw new IllegalArgumentException("the content of a message must be text");
        }
        try {
            return Message.newBuilder()
                    .setRole(Role.valueOf(role.toUpperCase(Locale.ROOT)))
                    .setContent(content.asText())
                    .build();
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("role must be system, user, assistant or tool");
        }
    }

    private void score(List<Row> batch) {
        try {
            var scores = classifier.score(batch.stream().map(r -> r.tokens.orElseThrow()).toList());
            for (var i = 0; i < batch.size(); i++) {
                batch.get(i).score = scores.get(i).value();
            }
        } catch (IllegalStateException e) {
            batch.forEach(row -> row.error = String.valueOf(e.getMessage()));
        }
    }

    private Line line(Row row) {
        var out = JSON.createObjectNode();
        row.id.ifPresentOrElse(id -> out.set("id", id), () -> out.put("line", row.number));
        if (row.error.isEmpty() && !Double.isFinite(row.score)) {
            row.error = "the model gave no number";
        }
        if (!row.error.isEmpty()) {
            return new Line(out.put("error", row.error).toString(), true);
        }
        var tokens = row.tokens.orElseThrow();
        ObjectNode scored =
                out.put("score", row.score)
                        .put("tokens", tokens.counted())
                        .put("truncated", tokens.truncated())
                        .put("model", classifier.version());
        return new Line(scored.toString(), false);
    }

    private <T> void inChunks(List<T> items, int size, Consumer<List<T>> work)
            throws InterruptedException {
        var calls = new ArrayList<Callable<Boolean>>();
        for (var from = 0; from < items.size(); from += size) {
            var chunk = items.subList(from, Math.min(from + size, items.size()));
            calls.add(() -> {
                work.accept(chunk);
                return true;
            });
        }
        for (var done : pool.invokeAll(calls)) {
            try {
                done.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("scoring failed: " + e.getCause(), e);
            }
        }
    }

    /// One line on its way; each step of it is one thread's, parted from the next by the pool.
    private static final class Row {
        private final int number;
        private Optional<JsonNode> id = Optional.empty();
        private Optional<Tokens> tokens = Optional.empty();
        private double score = Double.NaN;
        private String error = "";

        private Row(int number) {
            this.number = number;
        }
    }
}
