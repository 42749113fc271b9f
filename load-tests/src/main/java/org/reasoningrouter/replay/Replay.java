package org.reasoningrouter.replay;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.apache.kafka.clients.admin.Admin;
import org.reasoningrouter.grade.Grader;
import org.reasoningrouter.grade.Graders;
import org.reasoningrouter.local.LocalSettings.Remote;
import org.reasoningrouter.local.LocalSettings.Simulated;
import org.reasoningrouter.replay.ReplaySettings.FileSource;
import org.reasoningrouter.replay.ReplaySettings.TopicSource;
import org.reasoningrouter.replay.input.Columns;
import org.reasoningrouter.replay.input.InputFormat;
import org.reasoningrouter.replay.input.PromptSource;
import org.reasoningrouter.replay.output.FiguresJson;
import org.reasoningrouter.replay.output.JsonRows;
import org.reasoningrouter.replay.output.ParquetRows;
import org.reasoningrouter.replay.output.ReplayAccount;
import org.reasoningrouter.replay.output.ReplayFigures;
import org.reasoningrouter.replay.output.ReportPage;
import org.reasoningrouter.replay.output.RowSink;
import org.reasoningrouter.router.decide.PolicyConfig;
import org.reasoningrouter.router.decide.RoutingPolicy;
import org.reasoningrouter.router.measure.PriceList;
import org.reasoningrouter.router.measure.PriceListConfig;
import org.reasoningrouter.simulator.LlmSimulator;
import org.reasoningrouter.topics.Topics;

/// One replay from its input to its report, or from where an earlier process left it.
final class Replay {

    /// That sorting may hold, each time.
    private static final long SORT_BYTES = 32L << 20;

    private static final String NO_GRADER = "none";
    private static final String ANSWERED_IN = "answered by";

    private final ReplaySettings settings;
    private final OutFolder out;
    private final PrintStream err;
    private final boolean watched;

    /// What it found, and what it was.
    record Ending(ReplayAccount account, ReplayFigures figures) {

        /// Whether every prompt was asked.
        boolean isWhole() {
            return account.unsent() == 0;
        }
    }

    /// @param watched whether stderr is a terminal
    Replay(ReplaySettings settings, OutFolder out, PrintStream err, boolean watched) {
        this.settings = settings;
        this.out = out;
        this.err = err;
        this.watched = watched;
    }

    /// What it would cost, without asking anything.
    String estimate() throws IOException {
        var survey = survey(input());
        return estimate(survey, policy()).text();
    }

    /// Runs it, and writes what it found; empty when an earlier process has done so.
    ///
    /// @throws IllegalStateException with one line when it cannot begin or go on
    Optional<Ending> run() throws IOException {
        var input = input();
        var policyText = PolicyText.of(settings.judge().policy());
        var identity = identity(input, policyText);
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
        var estimate = estimate(survey, policy());
        err.println("estimated cost: " + estimate.text());
        if (!resumed) {
            settings.place().cluster().ifPresent(cluster -> refuseClash(cluster, name));
        }
        Files.writeString(out.file("policy.yml"), policyText);
        var _ = out.begin(name, identity);
        if (!resumed) {
            err.println("replay " + name);
        }
        var askings = new Askings(name, settings.mode().askings(settings.samples()));
        Ending ending;
        try (var cluster = cluster();
                var results = new RowSorter(out.work().resolve("results"), SORT_BYTES)) {
            ending = run(new Begun(input, survey, askings, estimate, cluster, results));
            if (ending.isWhole() && !settings.keep()) {
                cleanUp(cluster, name);
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
            RowSorter results) {}

    private Ending run(Begun begun) throws IOException {
        try (var programs = ReplayPrograms.start(plan(begun), begun.cluster())) {
            var hook = new Thread(programs::close, "stop");
            Runtime.getRuntime().addShutdownHook(hook);
            setQuotas(begun.cluster(), programs);
            var ending = run(begun, programs);
            Runtime.getRuntime().removeShutdownHook(hook);
            return ending;
        }
    }

    private Ending run(Begun begun, ReplayPrograms programs) throws IOException {
        var all = begun.survey().prompts() * begun.askings().each().size();
        var progress = new ProgressLine(err, watched, all);
        try (var schedule = settings.pace().rate().schedule()) {
            var parts =
                    new ReplayRun.Parts(
                            begun.cluster(),
                            programs,
                            begun.askings(),
                            schedule,
                            new Spending(settings.money().mostNanos(), begun.estimate().each()),
                            begun.results(),
                            progress);
            var limits =
                    new ReplayRun.Limits(settings.pace().pending(), settings.pace().patience());
            try (var run = new ReplayRun(parts, limits);
                    var rows = rows(begun)) {
                var outcome = run.run(rows);
                progress.clear();
                return write(begun, run, outcome);
            }
        }
    }

    private Ending write(Begun begun, ReplayRun run, ReplayRun.Outcome outcome) throws IOException {
        var figures = new ReplayFigures();
        var json = new JsonRows(Files.newBufferedWriter(next("results.jsonl")));
        var sinks = new ArrayList<RowSink>(List.of(figures, json));
        sinks.add(
                new ParquetRows(
                        new BufferedOutputStream(Files.newOutputStream(next("results.parquet")))));
        long unsent;
        try (var judges = new Judges(choicesOfPairs(), grader(begun.survey()));
                var rows = rows(begun);
                var results = begun.results().sorted()) {
            var parts = new RowJoin.Parts(rows, results, begun.askings(), run::isTooLarge);
            unsent = new RowJoin(parts, judges.grader(), judges.choices()).join(sinks);
        }
        for (var sink : sinks) {
            sink.close();
        }
        var account =
                new ReplayAccount(
                        about(begun),
                        begun.survey().rows(),
                        unsent,
                        outcome.costStopped(),
                        json.digest());
        Files.writeString(next("summary.json"), FiguresJson.of(account, figures) + "\n");
        Files.writeString(next("report.html"), ReportPage.of(account, figures));
        for (var name :
                List.of("results.jsonl", "results.parquet", "summary.json", "report.html")) {
            Files.move(
                    next(name),
                    out.file(name),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }
        return new Ending(account, figures);
    }

    private Path next(String name) {
        return out.file(name + ".next");
    }

    private record Judges(Optional<Choices> choices, Optional<Grader> grader)
            implements AutoCloseable {
        @Override
        public void close() {
            choices.ifPresent(Choices::close);
            grader.ifPresent(Grader::close);
        }
    }

    private Optional<Choices> choicesOfPairs() {
        return settings.mode() == ReplayMode.PAIRED
                ? Optional.of(Choices.open(policy(), settings.judge().model()))
                : Optional.empty();
    }

    private Optional<Grader> grader(Survey survey) {
        var name = settings.grader().orElse(survey.references() > 0 ? "auto" : NO_GRADER);
        return name.equals(NO_GRADER) ? Optional.empty() : Optional.of(Graders.of(name));
    }

    private Survey survey(PromptSource.Of input) throws IOException {
        try (var source = PromptSource.open(input)) {
            var survey = Survey.of(source, out.work().resolve("survey"), SORT_BYTES);
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

    private Estimate estimate(Survey survey, RoutingPolicy policy) throws IOException {
        var askings = survey.prompts() * settings.mode().askings(settings.samples()).size();
        var lengths =
                new Estimate.Lengths(
                        settings.money().answerTokens(), policy.expectedThinkingTokens());
        return Estimate.of(
                survey, askings, thinkingShare(survey, policy), lengths, prices(), model());
    }

    private double thinkingShare(Survey survey, RoutingPolicy policy) throws IOException {
        return switch (settings.mode()) {
            case FAST -> 0;
            case THINKING -> 1;
            case PAIRED -> 0.5;
            case ROUTED -> {
                try (var choices = Choices.open(policy, settings.judge().model());
                        var rows = survey.rows(PromptSource.open(input()))) {
                    yield Estimate.thinkingShare(rows, choices);
                }
            }
        };
    }

    private RoutingPolicy policy() {
        return PolicyConfig.read(settings.judge().policy());
    }

    private PriceList prices() throws IOException {
        try (var reader = pricesText()) {
            return PriceListConfig.parse(reader);
        }
    }

    private Reader pricesText() throws IOException {
        if (settings.judge().prices().isPresent()) {
            return Files.newBufferedReader(settings.judge().prices().get());
        }
        var shipped = PriceListConfig.class.getResourceAsStream("/prices.yml");
        if (shipped == null) {
            throw new IllegalStateException("prices.yml is not on the class path");
        }
        return new InputStreamReader(shipped, StandardCharsets.UTF_8);
    }

    private String model() {
        return switch (settings.modelServer()) {
            case Simulated _ -> LlmSimulator.MODEL;
            case Remote remote -> remote.model();
        };
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

    /// Everything that decides what comes out.
    private Map<String, String> identity(PromptSource.Of input, String policy) throws IOException {
        var what = new LinkedHashMap<String, String>();
        what.put("input", Digests.of(input.file()));
        what.put("columns", input.columns().toString());
        what.put("rows", input.most() == Long.MAX_VALUE ? "all" : Long.toString(input.most()));
        what.put("mode", settings.mode().name());
        what.put("samples", Integer.toString(settings.samples()));
        what.put("policy", Digests.of(policy));
        what.put("classifier", settings.judge().model().orElse("default"));
        what.put("partitions", Integer.toString(settings.place().partitions()));
        what.put(
                ANSWERED_IN,
                switch (settings.modelServer()) {
                    case Simulated _ -> "simulated";
                    case Remote(var url, var model, _) -> model + " at " + url;
                });
        what.put("cluster", settings.place().cluster().isPresent() ? "given" : "local");
        return what;
    }

    private SequencedMap<String, String> about(Begun begun) {
        var about = new LinkedHashMap<String, String>();
        about.put("name", begun.askings().replayId());
        about.put("input", String.valueOf(begun.input().file().getFileName()));
        about.put("mode", settings.mode().name().toLowerCase(Locale.ROOT));
        if (settings.mode() == ReplayMode.PAIRED) {
            about.put("samples of each way", Integer.toString(settings.samples()));
        }
        about.put("policy", policy().version());
        about.put(ANSWERED_IN, model());
        about.put("estimated cost", begun.estimate().text());
        return about;
    }

    private ReplayCluster cluster() {
        return settings.place()
                .cluster()
                .orElseGet(() -> ReplayCluster.local(out.work().resolve("broker")));
    }

    private ReplayPrograms.Plan plan(Begun begun) {
        return new ReplayPrograms.Plan(
                prefix(begun.askings().replayId()),
                settings.place().partitions(),
                settings.pace().slots(),
                settings.mode().routes(),
                settings.modelServer(),
                out.file("policy.yml"),
                settings.judge().prices(),
                settings.judge().model(),
                out.work().resolve("streams"));
    }

    static String prefix(String name) {
        return "replay." + name + ".";
    }

    private static void refuseClash(ReplayCluster cluster, String name) {
        try (var admin = Admin.create(cluster.kafka())) {
            if (new ReplayTopicsClient(admin).anyBegins(prefix(name))) {
                throw new IllegalStateException(
                        "a replay named %s is on this cluster already: choose another --name, or give the --out that it was begun with"
                                .formatted(name));
            }
        }
    }

    // A broker of our own goes with its folder.
    private void cleanUp(ReplayCluster cluster, String name) {
        if (settings.place().cluster().isEmpty()) {
            return;
        }
        try (var admin = Admin.create(cluster.kafka())) {
            if (settings.place().quota() > 0) {
                new QuotasClient(admin, topics(cluster, name)).remove();
            }
            new ReplayTopicsClient(admin).delete(prefix(name));
        }
    }

    private Topics topics(ReplayCluster cluster, String name) {
        return new Topics(prefix(name), settings.place().partitions(), cluster.minInsyncReplicas());
    }

    private void setQuotas(ReplayCluster cluster, ReplayPrograms programs) {
        if (settings.place().cluster().isPresent() && settings.place().quota() > 0) {
            try (var admin = Admin.create(cluster.kafka())) {
                new QuotasClient(admin, programs.topics()).set(settings.place().quota());
            }
        }
    }
}
