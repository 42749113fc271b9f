package org.reasoningrouter.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.bench.ModelLoop.Kind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `router bench e2e`: how near the stream comes to its model alone, and what it costs beside it.
@Command(
        name = "e2e",
        description = "From prompts to committed requests, beside the bare model; and to results.",
        mixinStandardHelpOptions = true)
final class E2eCommand implements Callable<Integer> {

    private static final List<Boolean> BOTH = List.of(true, false);

    /// Of the default model's prompts: what is sent to results, where workers are the limit.
    private static final int RESULTS_SHARE = 20;

    /// Several commits' worth: one that brought all of a round would leave no time for it.
    private static final int LEAST_RESULTS = 400;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "PART",
            description =
                    "Some of ${COMPLETION-CANDIDATES}; default: all, with --quick without the default"
                            + " model.")
    private Set<Part> only = EnumSet.noneOf(Part.class);

    @Mixin private BenchOptions options = new BenchOptions();

    @Spec private @Nullable CommandSpec spec;

    private final List<Map<String, Object>> rows = new ArrayList<>();
    private final List<BenchRound> all = new ArrayList<>();
    private final Map<String, Object> figures = new LinkedHashMap<>();
    private long fallbacks;

    /// What is measured, in this order.
    enum Part {
        ENCODER,
        DEFAULT,
        DRAIN,
        RESULTS
    }

    private boolean has(Part part) {
        return only.isEmpty() ? !options.quick() || part != Part.DEFAULT : only.contains(part);
    }

    /// A model, and what a round of it is.
    ///
    /// @param key before its figures' names in the JSON; the encoder's have none
    private record Subject(String label, String key, String folder, int prompts) {

        String figure(String name) {
            return key.isEmpty()
                    ? name
                    : key + Character.toUpperCase(name.charAt(0)) + name.substring(1);
        }
    }

    @Override
    public Integer call() throws IOException {
        return BenchOptions.inFolder(command(), this::run);
    }

    private CommandSpec command() {
        return Objects.requireNonNull(spec);
    }

    private int run(Path work) throws IOException {
        options.require();
        var prompts = options.prompts();
        var stream = options.stream(prompts, work);
        var folder = options.encoder(work).toString();
        var encoder = new Subject("encoder", "", folder, options.encoderPrompts());
        var small =
                new Subject(
                        "default model",
                        "defaultModel",
                        BenchOptions.DEFAULT_MODEL,
                        options.modelPrompts());
        try (var loop = BenchOptions.loop(folder, prompts);
                var smallLoop = BenchOptions.loop(BenchOptions.DEFAULT_MODEL, prompts)) {
            var settings = options.settings(loop);
            if (has(Part.ENCODER)) {
                beside(loop, encoder, stream);
            }
            if (has(Part.DEFAULT)) {
                beside(smallLoop, small, stream);
            }
            if (has(Part.DRAIN)) {
                drain(stream);
            }
            if (has(Part.RESULTS)) {
                results(stream);
            }
            figures.put("fallbacks", fallbacks);
            settings.put("noise", BenchFigures.noise(all));
            return options.print(command(), report(settings), fallbacks);
        }
    }

    /// The stream between two halves of the bare loop's rounds, so that what changes on the machine
    /// meanwhile hits both.
    private void beside(ModelLoop loop, Subject subject, StreamBench stream) throws IOException {
        var _ = loop.round(Kind.TOKENIZED, subject.prompts()); // warms up
        var bare = new ArrayList<>(bare(loop, subject));
        var runs = new LinkedHashMap<Boolean, BenchRun>();
        for (var identity : options.quick() ? List.of(true) : BOTH) {
            BenchOptions.step(subject.label() + ", identity store " + onOff(identity));
            var course = options.toppedUp(subject.prompts());
            var run = stream.toRequests(subject.folder(), identity, course);
            BenchOptions.measured(
                    subject.label() + ", identity store " + onOff(identity), run.rounds());
            runs.put(identity, run);
        }
        bare.addAll(bare(loop, subject));
        var limit = BenchFigures.median(bare, BenchRound::perSecond);
        add(subject.label(), "B1, the bare loop", new BenchRun(bare, 0), limit);
        runs.forEach((identity, run) ->
                add(subject.label(), "to requests, identity store " + onOff(identity), run, limit));
        figures(subject, runs.firstEntry().getValue().rounds(), limit);
    }

    private void figures(Subject subject, List<BenchRound> rounds, double limit) {
        figures.put(subject.figure("modelLoopPromptsASecond"), BenchFigures.rounded(limit));
        figures.put(subject.figure("promptsASecond"), median(rounds, BenchRound::perSecond));
        figures.put(subject.figure("ownCpuMicrosAPrompt"), median(rounds, BenchRound::ownMicros));
        figures.put(
                subject.figure("ratioToModelLoop"), median(rounds, it -> it.perSecond() / limit));
    }

    private List<BenchRound> bare(ModelLoop loop, Subject subject) throws IOException {
        BenchOptions.step(subject.label() + ", " + Kind.TOKENIZED.label());
        var rounds = new ArrayList<BenchRound>();
        for (var i = 0; i < options.rounds(); i++) {
            rounds.add(loop.round(Kind.TOKENIZED, subject.prompts()));
        }
        BenchOptions.measured(subject.label() + ", " + Kind.TOKENIZED.label(), rounds);
        return rounds;
    }

    private void drain(StreamBench stream) throws IOException {
        var count = options.constantPrompts();
        var course = Course.drain(options.rounds(), count);
        for (var identity : options.quick() ? List.of(false) : BOTH) {
            BenchOptions.step("constant classifier, identity store " + onOff(identity));
            var run = stream.toRequests(MeasuredRouter.CONSTANT, identity, course);
            BenchOptions.measured("drain, identity store " + onOff(identity), run.rounds());
            add(
                    "constant",
                    "drain to requests, identity store " + onOff(identity),
                    run,
                    Double.NaN);
            figures.put(
                    identity ? "drainedPromptsASecond" : "drainedPromptsASecondWithoutIdentity",
                    median(run.rounds(), BenchRound::perSecond));
        }
    }

    private void results(StreamBench stream) throws IOException {
        BenchOptions.step("to results");
        var count = Math.max(LEAST_RESULTS, options.modelPrompts() / RESULTS_SHARE);
        var run = stream.toResults(options.toppedUp(count));
        BenchOptions.measured("to results", run.rounds());
        add("default model", "to results, stand-in server", run, Double.NaN);
        figures.put("resultsASecond", median(run.rounds(), BenchRound::perSecond));
    }

    private void add(String model, String way, BenchRun run, double limit) {
        var first = new LinkedHashMap<String, Object>();
        first.put("model", model);
        first.put("way", way);
        first.put("fallbacks", run.fallbacks());
        rows.addAll(new BenchFigures(first, columns(limit)).rows(run.rounds()));
        all.addAll(run.rounds());
        fallbacks += run.fallbacks();
    }

    private static SequencedMap<String, ToDoubleFunction<BenchRound>> columns(double limit) {
        var columns = new LinkedHashMap<String, ToDoubleFunction<BenchRound>>();
        columns.put("prompts/s", BenchRound::perSecond);
        columns.put("ratioToModelLoop", it -> it.perSecond() / limit);
        columns.put("router's own CPU µs a prompt", BenchRound::ownMicros);
        columns.put("of it its compilers'", BenchRound::compilerMicros);
        columns.put("its tokeniser's", BenchRound::encodeMicros);
        columns.put("its model's", BenchRound::scoreMicros);
        columns.put("this JVM's", BenchRound::restMicros);
        columns.put("padding %", it -> 100 * it.work().paddingWaste());
        columns.put(
                "batch fill %", it -> 100 * it.work().batchFill(BenchBatches.SHIPPED.prompts()));
        columns.put("machine taken by others %", it -> 100 * it.cpu().othersShare());
        return columns;
    }

    private static double median(List<BenchRound> rounds, ToDoubleFunction<BenchRound> figure) {
        return BenchFigures.rounded(BenchFigures.median(rounds, figure));
    }

    private static String onOff(boolean identity) {
        return identity ? "on" : "off";
    }

    private BenchReport report(Map<String, Object> settings) {
        return new BenchReport(
                "e2e",
                "Prompts a second from their topic to the committed requests in the hands of a"
                        + " read_committed consumer, exactly-once, on one machine. A round lasts from"
                        + " one committed request to another, and counted is what the model scored"
                        + " meanwhile, as commits come in lumps; of a drain, what was committed. The"
                        + " router is a JVM of its own;"
                        + " broker, registry, sender and reader share this one. The router's own CPU"
                        + " is all that its process takes, collector and compilers included, without"
                        + " what its tokeniser and its model take on their threads."
                        + " B1 is the model and its tokeniser in the stream's batches and nothing"
                        + " else, measured before and after. With the constant classifier the topic"
                        + " is filled before the router starts. To results, all programs share this"
                        + " JVM, and a stand-in server answers at once. The encoder has MiniLM's"
                        + " shape, random weights and fp32, unless another was named.",
                settings,
                figures,
                rows);
    }
}
