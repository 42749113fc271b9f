package org.reasoningrouter.router.evaluate;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.reasoningrouter.router.classify.Classification;
import org.reasoningrouter.router.classify.Classification.Scored;
import org.reasoningrouter.router.decide.PolicyConfig;
import org.reasoningrouter.router.evaluate.OutcomeJoin.LeftOut;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `evaluate`: what scores are worth on prompts whose outcomes are known, beside controls.
///
/// Exit codes: 0, 1 when nothing could be judged, a line is broken or a file failed, 2 when
/// misused.
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Judges scores by recorded outcomes: how well they order prompts by what thinking"
                    + " gains, what the threshold keeps and costs, and whether a score is the"
                    + " probability that it claims to be, always beside controls.",
            "An outcome is a line {id, fast, thinking}: right or not, or a share of right answers,"
                    + " without and with thinking; fast_correct and thinking_correct, and"
                    + " weak_correct and strong_correct, mean the same. Lines of one id are"
                    + " averaged; those with thinking_truncated are left out."
        })
public final class EvaluateCommand implements Callable<Integer> {

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
            names = "--policy",
            paramLabel = "FILE",
            description = "Policy whose threshold is judged (default: the one built in).")
    private Optional<Path> policy = Optional.empty();

    @Option(
            names = "--threshold",
            paramLabel = "T",
            description = "Judge this threshold instead of the policy's.")
    private Optional<Double> threshold = Optional.empty();

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

    @Option(
            names = "--resamples",
            paramLabel = "N",
            description = "Of the bootstrap behind the intervals (default: ${DEFAULT-VALUE}).")
    private int resamples = 1_000;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of the resamples and the random order (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--picture",
            paramLabel = "FILE.html",
            description = "Write the curves as a page that stands alone.")
    private Optional<Path> picture = Optional.empty();

    @Option(names = "--json", description = "Print JSON in place of tables.")
    private boolean json;

    @Spec private CommandSpec spec = CommandSpec.create();

    private final OutcomeJoin join = new OutcomeJoin();

    @Override
    public Integer call() {
        try {
            check();
            var judged = threshold.orElseGet(() -> PolicyConfig.read(policy).threshold());
            return evaluate(judged, new Bootstrap(resamples, seed));
        } catch (IllegalArgumentException e) {
            return misused(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return failed(Complaint.of(e));
        }
    }

    private void check() {
        must(
                Files.isRegularFile(outcomes) && Files.isReadable(outcomes),
                "--outcomes must name a file that can be read: " + outcomes);
        scores.ifPresent(file ->
                must(
                        Files.isRegularFile(file) && Files.isReadable(file),
                        "--scores must name a file that can be read: " + file));
        must(scores.isEmpty() || model.isEmpty(), "give either --scores or --model");
        must(
                fastModels.isEmpty() == thinkingModels.isEmpty(),
                "give both --fast-models and --thinking-models");
        threshold.ifPresent(it -> must(it >= 0 && it <= 1, "--threshold must be 0 to 1: " + it));
        must(resamples >= 1, "--resamples must be at least 1: " + resamples);
    }

    private int evaluate(double threshold, Bootstrap bootstrap) throws IOException {
        readOutcomes();
        var scoredBy = scores.isPresent() ? readScores(scores.get()) : score();
        var prompts = join.prompts();
        if (prompts.isEmpty()) {
            return failed(
                    "no prompt has both an outcome and a score; --scores and --outcomes must share"
                            + " ids%s".formatted(complaint(join.leftOut())));
        }
        var evaluation = Evaluation.of(scoredBy, prompts, threshold, bootstrap);
        var left = join.leftOut();
        var table = EvaluationTable.of(evaluation, left);
        if (picture.isPresent()) {
            Files.writeString(picture.get(), Picture.of(evaluation, table));
        }
        out().println(json ? EvaluationJson.of(evaluation, left) : table);
        return left.broken() == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private static String complaint(LeftOut left) {
        return left.broken() == 0 ? "" : "; " + left.complaint();
    }

    private void readOutcomes() throws IOException {
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

    /// @return the model that the scores name
    private String readScores(Path file) throws IOException {
        var name = "unknown";
        try (var lines = LineFile.open(file)) {
            for (var line = lines.next(); line.isPresent(); line = lines.next()) {
                var read = ScoreJson.read(line.get());
                if (read.isPresent()) {
                    join.score(read.get().id(), read.get().score());
                    name = read.get().model();
                } else {
                    join.noScore();
                }
            }
        }
        return name;
    }

    /// @return the model that scored
    private String score() throws IOException {
        try (var scoring = open();
                var lines = LineFile.open(outcomes)) {
            var progress = Progress.on(spec.commandLine().getErr());
            ScoringRun.Sink sink =
                    (line, classification) -> {
                        take(line, classification);
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
    private void take(PromptLine line, Classification classification) {
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

    private int misused(String why) {
        spec.commandLine().getErr().println("evaluate: " + why);
        return CommandLine.ExitCode.USAGE;
    }

    private int failed(String why) {
        spec.commandLine().getErr().println("evaluate: " + why);
        return CommandLine.ExitCode.SOFTWARE;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
