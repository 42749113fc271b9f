package org.reasoningrouter.replay;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.reasoningrouter.replay.ReplaySettings.FileSource;
import org.reasoningrouter.replay.ReplaySettings.Source;
import org.reasoningrouter.replay.ReplaySettings.TopicSource;
import org.reasoningrouter.replay.input.Columns;
import org.reasoningrouter.replay.input.InputFormat;
import picocli.CommandLine.Option;

/// The options that say which prompts are replayed.
final class InputOptions {

    @Option(
            names = "--prompts",
            paramLabel = "FILE",
            description =
                    "JSON lines or CSV (gzipped or not), Parquet or Avro: {id, text | messages,"
                            + " reference, tenant, submittedAt, mode, attributes, ...}.")
    private Optional<Path> prompts = Optional.empty();

    @Option(
            names = "--format",
            paramLabel = "NAME",
            description = "jsonl, csv, parquet or avro (default: by the file).")
    private Optional<InputFormat> format = Optional.empty();

    @Option(
            names = "--columns",
            paramLabel = "FIELD=COLUMN",
            split = ",",
            description = "Which columns hold what, such as id=uuid,text=question.")
    private Map<String, String> columns = Map.of();

    @Option(
            names = "--from-topic",
            paramLabel = "TOPIC",
            description = "Replay a prompts topic of --cluster instead of a file.")
    private Optional<String> topic = Optional.empty();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "From when: an instant, or how long ago, such as 2h (default: all).")
    private Optional<String> since = Optional.empty();

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "Up to when (default: what is there now).")
    private Optional<String> until = Optional.empty();

    @Option(names = "--limit", paramLabel = "N", description = "Read the first N rows only.")
    private long limit = Long.MAX_VALUE;

    /// Whether a topic is read.
    boolean isTopic() {
        return topic.isPresent();
    }

    /// @throws IllegalArgumentException with one line
    Source source(Instant now) {
        if (prompts.isPresent() == topic.isPresent()) {
            throw new IllegalArgumentException("give either --prompts FILE or --from-topic TOPIC");
        }
        if (limit < 1) {
            throw new IllegalArgumentException("--limit must be at least 1: " + limit);
        }
        return prompts.<Source>map(this::file).orElseGet(() -> topic(now));
    }

    private Source file(Path file) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new IllegalArgumentException("--prompts is no file that can be read: " + file);
        }
        if (since.isPresent() || until.isPresent()) {
            throw new IllegalArgumentException("--since and --until are of --from-topic");
        }
        return new FileSource(file, format, new Columns(columns), limit);
    }

    private Source topic(Instant now) {
        var range =
                new TopicRange(
                        topic.orElseThrow(),
                        since.map(it -> time("--since", it, now)),
                        until.map(it -> time("--until", it, now)));
        return new TopicSource(range, limit);
    }

    static Instant time(String option, String text, Instant now) {
        try {
            return text.indexOf(':') > 0
                    ? Instant.parse(text)
                    : now.minus(Duration.parse(iso(text.toUpperCase(Locale.ROOT))));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    option
                            + " must be an instant like 2026-01-01T00:00:00Z or a time like 2h: "
                            + text,
                    e);
        }
    }

    private static String iso(String text) {
        return text.endsWith("D") ? "P" + text : "PT" + text;
    }
}
