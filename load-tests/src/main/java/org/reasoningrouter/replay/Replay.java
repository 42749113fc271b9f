package org.reasoningrouter.replay;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.reasoningrouter.replay.ReplaySettings.FileSource;
import org.reasoningrouter.replay.ReplaySettings.TopicSource;
import org.reasoningrouter.replay.input.Columns;
import org.reasoningrouter.replay.input.InputFormat;
import org.reasoningrouter.replay.input.PromptSource;

/// One replay from its input to its report, or from where an earlier process left it.
final class Replay {

    /// That sorting may hold, each time.
    private static final long SORT_BYTES = 32L << 20;

    private final ReplaySettings settings;
    private final OutFolder out;
    private final PrintStream err;
    private final boolean watched;

    /// @param watched whether stderr is a terminal
    Replay(ReplaySettings settings, OutFolder out, PrintStream err, boolean watched) {
        this.settings = settings;
        this.out = out;
        this.err = err;
        this.watched = watched;
    }

    /// What it would cost, without asking anything.
    String estimate() throws IOException {
        var input = input();
        var survey = survey(input);
        return estimate(input, survey).text();
    }

    /// Runs it, and writes what it found; empty when an earlier process has done so.
    ///
    /// @throws IllegalArgumentException or [IllegalStateException] with one line when it cannot
    ///   begin or go on
    Optional<Findings.Ending> run() throws IOException {
        var input = input();
        var policyText = PolicyText.of(settings.judge().policy());
        var identity = RunIdentity.of(settings, input, policyText);
        var name = out.name().orElseGet(this::newName);
        var resumed = out.isBegun();
        if (resumed) {
            var _ = out.begin(name, identity);
            err.println((out.isDone() ? "done already: " : "going on with ") + name);
        }
        if (out.isDone()) {
            return Optional.empty();
        }
        var survey = survey(input);
        var estimate = estimate(input, survey);
        err.println("estimated cost: " + estimate.text());
        var traces = new ReplayTracesClient(settings.place(), name);
        if (!resumed) {
            traces.refuseClash();
        }
        Files.writeString(out.file("policy.yml"), policyText);
        var _ = out.begin(name, identity);
        if (!resumed) {
            err.println("replay " + name);
        }
        var askings = new Askings(name, settings.mode().askings(settings.samples()));
        Findings.Ending ending;
        try (var cluster = cluster();
                var results = new RowSorter(out.work().resolve("results"), SORT_BYTES)) {
            ending = run(new Begun(input, survey, askings, estimate, cluster, results, traces));
            if (ending.isWhole() && !settings.keep()) {
                traces.remove();
            }
        }
        if (ending.isWhole()) {
            out.done();
            if (!settings.keep()) {
                out.deleteWork();
            }
        }
        return Optional.of(ending);
    }

    private record Begun(
            PromptSource.Of input,
            Survey survey,
            Askings askings,
            Estimate estimate,
            ReplayCluster cluster,
            RowSorter results,
            ReplayTracesClient traces) {}

    private Findings.Ending run(Begun begun) throws IOException {
        try (var programs = ReplayPrograms.start(plan(begun), begun.cluster())) {
            var hook = new Thread(programs::close, "stop");
            Runtime.getRuntime().addShutdownHook(hook);
            begun.traces().setQuotas();
            var ending = run(begun, programs);
            Runtime.getRuntime().removeShutdownHook(hook);
            return ending;
        }
    }

    private Findings.Ending run(Begun begun, ReplayPrograms programs) throws IOException {
        var all = begun.survey().prompts() * begun.askings().each().size();
        var progress = new ProgressLine(err, watched, all);
        try (var schedule = settings.pace().rate().schedule()) {
            var parts =
                    new ReplayRun.Parts(
                            begun.cluster(),
                            programs,
                            begun.askings(),
                            schedule,
                            new Spending(settings.money().mostNanos(), begun.estimate().dearest()),
                            begun.results(),
                            progress);
            var limits =
                    new ReplayRun.Limits(settings.pace().pending(), settings.pace().patience());
            try (var run = new ReplayRun(parts, limits);
                    var rows = rows(begun)) {
                var outcome = run.run(rows);
                var found =
                        new Findings.Found(
                                begun.input(),
                                begun.survey(),
                                begun.askings(),
                                begun.estimate(),
                                begun.results(),
                                run::isTooLarge,
                                outcome.costStopped());
                return findings(begun, progress).write(found);
            } finally {
                progress.clear();
            }
        }
    }

    private Findings findings(Begun begun, ProgressLine progress) {
        var prompts = begun.survey().prompts();
        return new Findings(settings, out, graded -> progress.graded(graded, prompts));
    }

    private Estimate estimate(PromptSource.Of input, Survey survey) throws IOException {
        var policy = settings.judge().routing();
        var askings = survey.prompts() * settings.mode().askings(settings.samples()).size();
        var lengths =
                new Estimate.Lengths(
                        settings.money().answerTokens(), policy.expectedThinkingTokens());
        return Estimate.of(
                survey,
                askings,
                thinkingShare(input, survey),
                lengths,
                settings.judge().priceList(),
                settings.modelName());
    }

    private double thinkingShare(PromptSource.Of input, Survey survey) throws IOException {
        return switch (settings.mode()) {
            case FAST -> 0;
            case THINKING -> 1;
            case PAIRED -> 0.5;
            case ROUTED -> {
                try (var choices = settings.judge().choices(survey);
                        var rows = survey.rows(PromptSource.open(input))) {
                    yield Estimate.thinkingShare(rows, choices);
                }
            }
        };
    }

    private Survey survey(PromptSource.Of input) throws IOException {
        try (var source = PromptSource.open(input)) {
            var survey = survey(source);
            requirePrompts(survey);
            if (survey.refused() > 0) {
                err.printf(
                        Locale.ROOT,
                        "%,d of %,d rows are no prompts; results.jsonl says why%n",
                        survey.refused(),
                        survey.rows());
            }
            return survey;
        }
    }

    private Survey survey(PromptSource source) throws IOException {
        var sorting = new Survey.Sorting(out.work().resolve("survey"), SORT_BYTES);
        if (settings.judge().scores().isEmpty()) {
            return Survey.of(source, sorting, Optional.empty());
        }
        var policy = settings.judge().routing();
        try (var recorded =
                RecordedScores.read(
                        settings.judge().scores().get(),
                        out.work().resolve("scores"),
                        SORT_BYTES)) {
            var scores = new Survey.Scores(recorded, it -> policy.asked(it).isEmpty());
            return Survey.of(source, sorting, Optional.of(scores));
        }
    }

    private static void requirePrompts(Survey survey) {
        if (survey.prompts() > 0) {
            return;
        }
        throw new IllegalArgumentException(
                survey.firstRefusal()
                        .map(row ->
                                "no row of the input is a prompt; row %,d: %s (--columns says which column holds what)"
                                        .formatted(row.number(), row.why()))
                        .orElse("the input has no rows"));
    }

    private Survey.Rows rows(Begun begun) throws IOException {
        return begun.survey().rows(PromptSource.open(begun.input()));
    }

    private PromptSource.Of input() throws IOException {
        return switch (settings.source()) {
            case FileSource(var file, var format, var columns, var most) ->
                    new PromptSource.Of(
                            file,
                            format.isPresent() ? format.get() : InputFormat.of(file),
                            columns,
                            most);
            case TopicSource(var range, var most) ->
                    new PromptSource.Of(copied(range), InputFormat.AVRO, Columns.SAME, most);
        };
    }

    private Path copied(TopicRange range) throws IOException {
        var file = out.file("prompts.avro");
        if (!Files.exists(file)) {
            Files.createDirectories(out.work());
            var unreadable =
                    new TopicCopyConsumer(settings.place().cluster().orElseThrow(), range)
                            .copy(file, out.work(), SORT_BYTES);
            if (unreadable > 0) {
                err.printf(
                        Locale.ROOT,
                        "%,d records of %s are no prompts and were left out%n",
                        unreadable,
                        range.topic());
            }
        }
        return file;
    }

    private String newName() {
        return settings.place().name().orElseGet(() -> ReplayName.of(out.file("")));
    }

    private ReplayCluster cluster() {
        return settings.place()
                .cluster()
                .orElseGet(() -> ReplayCluster.local(out.work().resolve("broker")));
    }

    private ReplayPrograms.Plan plan(Begun begun) {
        return new ReplayPrograms.Plan(
                ReplayTracesClient.prefix(begun.askings().replayId()),
                settings.place().partitions(),
                settings.pace().slots(),
                settings.mode().routes(),
                settings.modelServer(),
                out.file("policy.yml"),
                settings.judge().prices(),
                settings.judge().model(),
                begun.survey().scores().map(ScoredRows::model),
                out.work().resolve("streams"));
    }
}
