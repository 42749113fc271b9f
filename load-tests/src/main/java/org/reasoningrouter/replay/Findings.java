package org.reasoningrouter.replay;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;
import org.reasoningrouter.grade.Grader;
import org.reasoningrouter.replay.input.PromptSource;
import org.reasoningrouter.replay.output.FiguresJson;
import org.reasoningrouter.replay.output.JsonRows;
import org.reasoningrouter.replay.output.ParquetRows;
import org.reasoningrouter.replay.output.ReplayAccount;
import org.reasoningrouter.replay.output.ReplayFigures;
import org.reasoningrouter.replay.output.ReportPage;
import org.reasoningrouter.replay.output.RowSink;
import org.reasoningrouter.replay.output.TrainingRows;

/// Writes what a replay found to its folder: each file whole or not at all.
final class Findings {

    private static final List<String> FILES =
            List.of("results.jsonl", "results.parquet", "summary.json", "report.html");
    private static final String TRAINING = "training.jsonl";

    /// That sorting may hold.
    private static final long SORT_BYTES = 8L << 20;

    private final ReplaySettings settings;
    private final OutFolder out;
    private final LongConsumer progress;

    /// What there is to write.
    ///
    /// @param results every result by its row
    /// @param tooLarge which askings no record can hold
    record Found(
            PromptSource.Of input,
            Survey survey,
            Askings askings,
            Estimate estimate,
            RowSorter results,
            IntPredicate tooLarge,
            boolean costStopped) {

        private Survey.Rows rows() throws IOException {
            return survey.rows(PromptSource.open(input));
        }
    }

    /// What was written.
    record Ending(ReplayAccount account, ReplayFigures figures) {

        /// Whether every prompt was asked.
        boolean isWhole() {
            return account.unsent() == 0;
        }
    }

    /// @param progress hears how many rows a model has graded
    Findings(ReplaySettings settings, OutFolder out, LongConsumer progress) {
        this.settings = settings;
        this.out = out;
        this.progress = progress;
    }

    Ending write(Found found) throws IOException {
        var figures = new ReplayFigures();
        var json = new JsonRows(Files.newBufferedWriter(next("results.jsonl")));
        var unsent = rows(found, figures, json);
        var account =
                new ReplayAccount(
                        about(found),
                        found.survey().rows(),
                        unsent,
                        found.costStopped(),
                        json.digest());
        Files.writeString(next("summary.json"), FiguresJson.of(account, figures) + "\n");
        Files.writeString(next("report.html"), ReportPage.of(account, figures));
        for (var name : files()) {
            Files.move(
                    next(name),
                    out.file(name),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }
        return new Ending(account, figures);
    }

    private long rows(Found found, RowSink figures, RowSink json) throws IOException {
        var sinks = new ArrayList<>(List.of(figures, json));
        sinks.add(
                new ParquetRows(
                        new BufferedOutputStream(Files.newOutputStream(next("results.parquet")))));
        if (isPaired()) {
            sinks.add(new TrainingRows(Files.newBufferedWriter(next(TRAINING))));
        }
        long unsent;
        try (var judges = new Judges(choices(found), verdicts(found.askings()));
                var rows = found.rows();
                var results = found.results().sorted()) {
            var parts = new RowJoin.Parts(rows, results, found.askings(), found.tooLarge());
            unsent = new RowJoin(parts, judges.verdicts(), judges.choices()).join(sinks);
        }
        for (var sink : sinks) {
            sink.close();
        }
        return unsent;
    }

    private List<String> files() {
        var files = new ArrayList<>(FILES);
        if (isPaired()) {
            files.add(TRAINING);
        }
        return files;
    }

    private boolean isPaired() {
        return settings.mode() == ReplayMode.PAIRED;
    }

    private Path next(String name) {
        return out.file(name + ".next");
    }

    private record Judges(Optional<Choices> choices, Verdicts verdicts) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            choices.ifPresent(Choices::close);
            verdicts.close();
        }
    }

    private Verdicts verdicts(Askings askings) throws IOException {
        var each = askings.each().size();
        var manner =
                new Verdicts.Manner(settings.grading().calls(), each, isPaired() ? each / 2 : 0);
        var grader = settings.grading().grader().get();
        return new Verdicts(grader, manner, log(grader), progress);
    }

    private Optional<VerdictLog> log(Grader grader) throws IOException {
        return grader.asksModel()
                ? Optional.of(
                        VerdictLog.open(
                                out.work().resolve("verdicts.jsonl"),
                                out.work().resolve("verdicts"),
                                SORT_BYTES,
                                grader.name()))
                : Optional.empty();
    }

    private Optional<Choices> choices(Found found) {
        return isPaired()
                ? Optional.of(settings.judge().choices(found.survey()))
                : Optional.empty();
    }

    private SequencedMap<String, String> about(Found found) {
        var about = new LinkedHashMap<String, String>();
        about.put("name", found.askings().replayId());
        about.put("input", String.valueOf(found.input().file().getFileName()));
        about.put("mode", settings.mode().name().toLowerCase(Locale.ROOT));
        if (isPaired()) {
            about.put("samples of each way", Integer.toString(settings.samples()));
        }
        about.put("policy", settings.judge().routing().version());
        about.put("answered by", settings.modelName());
        about.put("estimated cost", found.estimate().text());
        return about;
    }
}
