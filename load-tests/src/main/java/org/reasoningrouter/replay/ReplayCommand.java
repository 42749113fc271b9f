package org.reasoningrouter.replay;

import java.io.Console;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.grade.GraderOptions;
import org.reasoningrouter.local.SummaryTable;
import org.reasoningrouter.replay.ReplaySettings.Grading;
import org.reasoningrouter.replay.ReplaySettings.Judge;
import org.reasoningrouter.replay.ReplaySettings.Money;
import org.reasoningrouter.replay.output.PairsTable;
import org.reasoningrouter.replay.output.ReplayFigures;
import org.reasoningrouter.replay.output.RunDifference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `router replay`: what routing would have cost, saved and broken on given prompts.
@Command(
        name = "replay",
        description = {
            "Sends prompts through a router, ledger and workers of its own, and writes to --out what"
                    + " became of each: results.jsonl, results.parquet, summary.json and"
                    + " report.html, and training.jsonl of prompts that were asked both ways.",
            "The same command goes on where a killed or stopped one was, without asking again.",
            "With --outcomes FILE recorded outcomes take the place of a model: policies are compared"
                    + " in seconds, and the options are those of 'router evaluate'."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class ReplayCommand implements Callable<Integer> {

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int NANO_DECIMALS = 9;
    private static final int MOST_SAMPLES = 100;

    @Spec private @Nullable CommandSpec spec;

    @Mixin private InputOptions input = new InputOptions();

    @Option(names = "--out", paramLabel = "DIR", description = "Where everything goes.")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description =
                    "routed (as the policy says), fast, thinking, or paired (both ways, so that"
                            + " they can be compared); default: ${DEFAULT-VALUE}.")
    private ReplayMode mode = ReplayMode.ROUTED;

    @Option(
            names = "--samples",
            paramLabel = "K",
            description = "How often each way is asked in --mode paired (default: 1).")
    private int samples = 1;

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "Policy that decides (default: the one built in).")
    private Optional<Path> policy = Optional.empty();

    @Option(
            names = "--prices",
            paramLabel = "FILE",
            description = "What tokens cost (default: the examples built in).")
    private Optional<Path> prices = Optional.empty();

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Folder of the classifier (default: the one built in).")
    private Optional<String> model = Optional.empty();

    @Option(
            names = "--scores",
            paramLabel = "FILE",
            description = {
                "Take the classifier's scores from what 'router score' or an earlier replay wrote,",
                "found by id, instead of asking it: two replays on a GPU then decide the same."
            })
    private Optional<Path> scores = Optional.empty();

    @Mixin private GraderOptions graders = new GraderOptions();

    @Mixin private AnswerOptions answers = new AnswerOptions();

    @Mixin private ClusterOptions cluster = new ClusterOptions();

    @Option(
            names = "--max-cost",
            paramLabel = "USD",
            description = "Ask no more when it would cost more than that.")
    private Optional<BigDecimal> maxCost = Optional.empty();

    @Option(
            names = "--answer-tokens",
            paramLabel = "N",
            description = "Of an answer, for the estimate only (default: ${DEFAULT-VALUE}).")
    private long answerTokens = 300;

    @Option(names = "--dry-run", description = "Print the estimated cost and stop.")
    private boolean dryRun;

    @Option(names = "--keep", description = "Leave topics, records and stores when it is done.")
    private boolean keep;

    @Option(
            names = "--diff",
            arity = "2",
            paramLabel = "DIR",
            description =
                    "Compare the outputs of two replays prompt by prompt, and do nothing else.")
    private List<Path> diff = List.of();

    @Option(names = "--json", description = "Print the summary or difference as JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        try {
            return diff.isEmpty() ? replay() : difference();
        } catch (IllegalArgumentException e) {
            throw misused(String.valueOf(e.getMessage()));
        }
    }

    private int difference() throws IOException {
        for (var folder : diff) {
            if (!Files.isReadable(folder.resolve("results.jsonl"))) {
                throw misused("--diff: there is no results.jsonl in " + folder);
            }
        }
        var difference =
                RunDifference.of(
                        diff.getFirst().resolve("results.jsonl"),
                        diff.getLast().resolve("results.jsonl"));
        say(json ? difference.json() : difference.text());
        return DONE;
    }

    private int replay() throws IOException {
        var settings = settings();
        if (dryRun) {
            return estimate(settings);
        }
        var folder = out.orElseThrow(() -> misused("give --out DIR"));
        try (var opened = OutFolder.open(folder)) {
            var ending = new Replay(settings, opened, System.err, isTerminal()).run();
            if (ending.isPresent()) {
                tell(folder, ending.get());
            }
            say(
                    json
                            ? Files.readString(folder.resolve("summary.json")).strip()
                            : "report: " + folder.resolve("report.html"));
            return ending.map(ReplayCommand::code).orElse(DONE);
        }
    }

    // Nothing of it is to be resumed.
    private int estimate(ReplaySettings settings) throws IOException {
        var folder = Files.createTempDirectory("router-replay-");
        try (var opened = OutFolder.open(folder)) {
            say(
                    "estimated cost: "
                            + new Replay(settings, opened, System.err, isTerminal()).estimate());
            return DONE;
        } finally {
            Utils.delete(folder.toFile());
        }
    }

    private void tell(Path folder, Findings.Ending ending) {
        if (!json) {
            say(text(ending.figures()).stripTrailing());
        }
        if (!ending.isWhole()) {
            System.err.printf(
                    Locale.ROOT,
                    "stopped at --max-cost: %,d rows were not asked; the same command with a higher"
                            + " --max-cost goes on in %s%n",
                    ending.account().unsent(),
                    folder);
        }
        if (ending.figures().fallbacks() > 0) {
            System.err.printf(
                    Locale.ROOT,
                    "%,d decisions were made without a score: see the log file%n",
                    ending.figures().fallbacks());
        }
    }

    private static String text(ReplayFigures figures) {
        return figures.pairs() > 0
                ? SummaryTable.ofBothWays(figures.summary()) + PairsTable.of(figures)
                : SummaryTable.of(figures.summary()) + verdicts(figures);
    }

    private static String verdicts(ReplayFigures figures) {
        var lines = new StringBuilder();
        figures.graded()
                .forEach((route, of) ->
                        lines.append(
                                String.format(
                                        Locale.ROOT,
                                        "%s: %.1f %% of %,d graded answers are right%n",
                                        route.name().toLowerCase(Locale.ROOT),
                                        100 * of.accuracy(),
                                        of.answers())));
        return lines.toString();
    }

    private static int code(Findings.Ending ending) {
        return ending.figures().fallbacks() > 0 ? FAILED : DONE;
    }

    private ReplaySettings settings() {
        if (samples < 1 || samples > MOST_SAMPLES) {
            throw misused("--samples must be 1 to 100: " + samples);
        }
        if (samples > 1 && mode != ReplayMode.PAIRED) {
            throw misused("--samples is of --mode paired");
        }
        if (scores.isPresent() && model.isPresent()) {
            throw misused("give either --scores or --model");
        }
        if (scores.isPresent() && !Files.isRegularFile(scores.get())) {
            throw misused("--scores cannot be read: " + scores.get());
        }
        if (scores.isPresent() && !mode.choosesByScore()) {
            throw misused("--scores is of --mode routed and paired");
        }
        graders.open().close();
        var place = cluster.place();
        if (input.isTopic() && place.cluster().isEmpty()) {
            throw misused("--from-topic needs --cluster and --registry");
        }
        return new ReplaySettings(
                input.source(Instant.now()),
                mode,
                samples,
                new Judge(policy, prices, model, scores),
                answers.modelServer(),
                place,
                answers.pace(),
                new Money(mostNanos(), answerTokens),
                new Grading(graders::open, graders.calls()),
                keep);
    }

    private OptionalLong mostNanos() {
        if (maxCost.isEmpty()) {
            return OptionalLong.empty();
        }
        if (maxCost.get().signum() <= 0) {
            throw misused("--max-cost must be above 0: " + maxCost.get());
        }
        return OptionalLong.of(maxCost.get().movePointRight(NANO_DECIMALS).longValue());
    }

    // JDK 25 has no console again where nobody watches.
    private static boolean isTerminal() {
        return Stream.ofNullable(System.console()).anyMatch(Console::isTerminal);
    }

    private static void say(String line) {
        System.out.println(line);
    }

    private RuntimeException misused(String message) {
        return spec == null
                ? new IllegalStateException(message)
                : new ParameterException(spec.commandLine(), message);
    }
}
