package org.reasoningrouter.router.evaluate;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.reasoningrouter.router.classify.Classification;
import org.reasoningrouter.router.classify.Classification.Scored;
import org.reasoningrouter.router.evaluate.OutcomeJoin.LeftOut;
import picocli.CommandLine.Option;

/// The options that say which recorded outcomes to judge by, and where their scores come from.
final class OutcomeOptions {

    /// The model of scores that name none.
    static final String UNKNOWN = "unknown";

    @Option(
            names = "--outcomes",
            required = true,
            paramLabel = "FILE",
            description =
                    "Lines of {id, fast, thinking} with text, source and task if there; .gz or"
                            + " plain.")
    private Path outcomes = Path.of("");

    @Option(
            names = "--scores",
            paramLabel = "FILE",
            description = "What `score` wrote. Without it, the texts of the outcomes are scored.")
    private Optional<Path> scores = Optional.empty();

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Model folder to score with (default: the one built in).")
    private Optional<String> model = Optional.empty();

    @Option(
            names = "--fast-models",
            split = ",",
            paramLabel = "NAME",
            description =
                    "Take the mean of these models' `scores` for the outcome without thinking.")
    private List<String> fastModels = List.of();

    @Option(
            names = "--thinking-models",
            split = ",",
            paramLabel = "NAME",
            description = "Take the mean of these models' `scores` for the outcome with thinking.")
    private List<String> thinkingModels = List.of();

    /// @throws IllegalArgumentException of one line when they do not go together
    void check() {
        requireReadable("--outcomes", outcomes);
        scores.ifPresent(file -> requireReadable("--scores", file));
        must(scores.isEmpty() || model.isEmpty(), "give either --scores or --model");
        must(
                fastModels.isEmpty() == thinkingModels.isEmpty(),
                "give both --fast-models and --thinking-models");
    }

    static void requireReadable(String option, Path file) {
        must(
                Files.isRegularFile(file) && Files.isReadable(file),
                option + " must name a file that can be read: " + file);
    }

    /// The SHA-256 of the file of outcomes, as it lies there.
    String fingerprint() throws IOException {
        try (var in = Files.newInputStream(outcomes)) {
            var digest = MessageDigest.getInstance("SHA-256");
            in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            return "sha256:" + HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// Reads outcomes and scores.
    ///
    /// @return the model that the scores are of
    String read(OutcomeJoin join, PrintWriter err) throws IOException {
        readOutcomes(join);
        return scores.isPresent() ? readScores(join, scores.get()) : score(join, err);
    }

    /// What to say when no prompt has both.
    static String nothing(LeftOut left) {
        return "no prompt has both an outcome and a score; --scores and --outcomes must share ids"
                + (left.broken() == 0 ? "" : "; " + left.complaint());
    }

    private void readOutcomes(OutcomeJoin join) throws IOException {
        var reader = new OutcomeJson(fastModels, thinkingModels);
        try (var lines = LineFile.open(outcomes)) {
            for (var line = lines.next(); line.isPresent(); line = lines.next()) {
                if (!line.get().isBlank()) {
                    join.outcome(lines.number(), reader.read(line.get()));
                }
            }
        }
        must(
                reader.unseen().isEmpty(),
                "no line of --outcomes has scores of "
                        + reader.unseen().stream().sorted().collect(Collectors.joining(", ")));
    }

    /// Reads the scores; says what model they name.
    private String readScores(OutcomeJoin join, Path file) throws IOException {
        var name = UNKNOWN;
        try (var lines = LineFile.open(file)) {
            for (var line = lines.next(); line.isPresent(); line = lines.next()) {
                var read = ScoreJson.read(line.get());
                if (read.isPresent()) {
                    join.score(read.get().id(), read.get().score());
                    name = read.get().model().isEmpty() ? UNKNOWN : read.get().model();
                } else {
                    join.noScore();
                }
            }
        }
        return name;
    }

    /// Scores the texts of the outcomes; says what model did.
    private String score(OutcomeJoin join, PrintWriter err) throws IOException {
        try (var scoring = open();
                var lines = LineFile.open(outcomes)) {
            var progress = Progress.on(err);
            ScoringRun.Sink sink =
                    (line, classification) -> {
                        take(join, line, classification);
                        progress.show(line.number(), lines.done());
                    };
            new ScoringRun(scoring, sink).run(lines);
            progress.end(lines.number());
            return scoring.modelVersion();
        }
    }

    private OfflineScoring open() {
        try {
            return OfflineScoring.of(model.orElse(OfflineScoring.DEFAULT_MODEL));
        } catch (IllegalStateException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /// Runs of one prompt share its first score, and prompts without an outcome need none.
    private static void take(OutcomeJoin join, PromptLine line, Classification classification) {
        line.id()
                .map(ScoreJson::idText)
                .filter(join::awaitsScore)
                .ifPresent(id -> {
                    if (classification instanceof Scored scored && scored.score().isNumber()) {
                        join.score(id, scored.score().value());
                    } else {
                        join.noScore();
                    }
                });
    }

    private static void must(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
