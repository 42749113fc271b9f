package org.reasoningrouter.bench.gpu;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.bench.BenchBatches;
import org.reasoningrouter.bench.BenchFigures;
import org.reasoningrouter.bench.BenchOptions;
import org.reasoningrouter.bench.BenchReport;
import org.reasoningrouter.bench.BenchRound;
import org.reasoningrouter.bench.BenchRun;
import org.reasoningrouter.bench.Course;
import org.reasoningrouter.bench.EncoderFolder;
import org.reasoningrouter.bench.EncoderShape;
import org.reasoningrouter.bench.MeasuredRouter;
import org.reasoningrouter.bench.ModelLoop;
import org.reasoningrouter.bench.ModelLoop.Kind;
import org.reasoningrouter.bench.StreamBench;
import org.reasoningrouter.router.classify.ModelFolder;
import org.reasoningrouter.router.classify.OnnxClassifier;
import org.reasoningrouter.wire.Prompt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `router bench gpu`: which batches suit a GPU, and how near the stream comes to the bare model on
/// it.
@Command(
        name = "gpu",
        description =
                "An encoder on a GPU: one prompt a call, batches of many sizes, and the stream with"
                        + " the best of them.",
        mixinStandardHelpOptions = true)
public final class GpuCommand implements Callable<Integer> {

    @Mixin private GpuOptions options = new GpuOptions();

    @Spec private @Nullable CommandSpec spec;

    private final List<Map<String, Object>> rows = new ArrayList<>();
    private final List<BenchRound> all = new ArrayList<>();
    private long fallbacks;

    /// What rows are held against, once it is known.
    private double perRecord = Double.NaN;

    private double bare = Double.NaN;

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
        requireDevice(work.resolve("probe"));
        BenchOptions.step("the encoder");
        var folder = options.encoder(work.resolve("encoder")).toString();
        var model = new OnnxClassifier(ModelFolder.at(folder), options.onnx());
        try (var watch = GpuWatch.start();
                var loop = new ModelLoop(model, prompts)) {
            var settings = options.settings();
            settings.put("encoder", loop.version());
            settings.put("sessions", loop.sessions());
            settings.put(
                    "tokens of a prompt",
                    "%.0f on average, at most %d".formatted(loop.meanTokens(), loop.longest()));
            perRecord(loop, watch);
            var best = sweep(loop, watch);
            var figures = stream(loop, watch, best, new Subject(prompts, folder, work));
            settings.put("gpu", watch.name().orElse("unknown: there is no nvidia-smi"));
            watch.mostMiB().ifPresent(it -> settings.put("GPU memory at most, MiB", it));
            settings.put("noise", BenchFigures.noise(all));
            return options.print(command(), report(settings, figures), fallbacks);
        }
    }

    /// What the stream is made of.
    private record Subject(List<Prompt> prompts, String folder, Path logs) {}

    /// Before minutes are spent on an encoder for it.
    ///
    /// @throws IllegalStateException of one line when the device is not to be had
    private void requireDevice(Path folder) throws IOException {
        var probe = EncoderFolder.write(folder, EncoderShape.TINY).toString();
        new OnnxClassifier(ModelFolder.at(probe), options.onnx()).close();
    }

    private void perRecord(ModelLoop loop, GpuWatch watch) throws IOException {
        var form = options.forms().getFirst().withPrompts(1);
        var mark = watch.mark();
        var rounds = rounds(loop, Kind.STREAMED, options.recordPrompts(), form);
        perRecord = BenchFigures.median(rounds, BenchRound::perSecond);
        add("one prompt a call", form, new BenchRun(rounds, 0), watch.busySince(mark));
    }

    /// Tries every form once, so that the best can be measured for long.
    private BenchBatches sweep(ModelLoop loop, GpuWatch watch) throws IOException {
        var best = options.forms().getFirst();
        var most = 0.0;
        for (var form : options.forms()) {
            BenchOptions.step("batches of %d, %d tokens".formatted(form.prompts(), form.tokens()));
            var _ = loop.round(Kind.STREAMED, form.window(), form); // its shapes are new
            var mark = watch.mark();
            var round = loop.round(Kind.STREAMED, options.loopPrompts(), form);
            rows.add(row("sweep", form, watch.busySince(mark), round));
            all.add(round);
            BenchOptions.measured(
                    "batches of %d, %d tokens".formatted(form.prompts(), form.tokens()),
                    List.of(round));
            if (round.perSecond() > most) {
                most = round.perSecond();
                best = form;
            }
        }
        return best;
    }

    /// The stream between two halves of the bare loop's rounds, so that what changes on the machine
    /// meanwhile hits both.
    private Map<String, Object> stream(
            ModelLoop loop, GpuWatch watch, BenchBatches best, Subject subject) throws IOException {
        var mark = watch.mark();
        var loops = new ArrayList<>(rounds(loop, Kind.STREAMED, options.loopPrompts(), best));
        var busy = watch.busySince(mark);
        var runs = new LinkedHashMap<String, BenchRun>();
        var busyOf = new HashMap<String, Double>();
        for (var identity : options.quick() ? List.of(true) : List.of(true, false)) {
            var way = "to requests, identity store " + (identity ? "on" : "off");
            BenchOptions.step(way);
            var from = watch.mark();
            var run = run(subject, best, identity);
            BenchOptions.measured(way, run.rounds());
            runs.put(way, run);
            busyOf.put(way, watch.busySince(from));
        }
        loops.addAll(rounds(loop, Kind.STREAMED, options.loopPrompts(), best));
        bare = BenchFigures.median(loops, BenchRound::perSecond);
        add("B0: model, the stream's batches", best, new BenchRun(loops, 0), busy);
        limit(loop, watch, Kind.SORTED, best);
        limit(loop, watch, Kind.TOKENIZED, best);
        runs.forEach((way, run) -> add(way, best, run, Objects.requireNonNull(busyOf.get(way))));
        return figures(best, runs.firstEntry().getValue());
    }

    private void limit(ModelLoop loop, GpuWatch watch, Kind kind, BenchBatches form)
            throws IOException {
        var mark = watch.mark();
        var rounds = rounds(loop, kind, options.loopPrompts(), form);
        add(kind.label(), form, new BenchRun(rounds, 0), watch.busySince(mark));
    }

    private BenchRun run(Subject subject, BenchBatches form, boolean identity) throws IOException {
        var settings = new HashMap<>(form.settings());
        settings.put("router.batch.deadline", "15s");
        settings.put(MeasuredRouter.DEVICE, options.device().label());
        var bench =
                new StreamBench(
                        subject.prompts(), Map.copyOf(settings), options.jvm(), subject.logs());
        var course = Course.toppedUp(options.rounds(), options.streamPrompts(), form.window());
        var warm = options.quick() ? course : course.untilWarm();
        return bench.toRequests(subject.folder(), identity, warm);
    }

    private List<BenchRound> rounds(ModelLoop loop, Kind kind, int count, BenchBatches form)
            throws IOException {
        BenchOptions.step(kind.label() + ", batches of " + form.prompts());
        var _ = loop.round(kind, count, form); // warms up
        var rounds = new ArrayList<BenchRound>();
        for (var i = 0; i < options.rounds(); i++) {
            rounds.add(loop.round(kind, count, form));
        }
        BenchOptions.measured(kind.label() + ", batches of " + form.prompts(), rounds);
        return rounds;
    }

    private Map<String, Object> figures(BenchBatches best, BenchRun run) {
        var rate = BenchFigures.median(run.rounds(), BenchRound::perSecond);
        var figures = new LinkedHashMap<String, Object>();
        figures.put("promptsASecond", BenchFigures.rounded(rate));
        figures.put("ratioToModelLoop", BenchFigures.rounded(rate / bare));
        figures.put("ratioToPerRecord", BenchFigures.rounded(rate / perRecord));
        figures.put("batchPrompts", best.prompts());
        figures.put("batchTokens", best.tokens());
        figures.put("fallbacks", fallbacks);
        return figures;
    }

    private void add(String way, BenchBatches form, BenchRun run, double busy) {
        rows.addAll(figuresOf(way, form, busy).rows(run.rounds()));
        all.addAll(run.rounds());
        fallbacks += run.fallbacks();
    }

    private Map<String, Object> row(String way, BenchBatches form, double busy, BenchRound round) {
        return figuresOf(way, form, busy).row("one", round);
    }

    private BenchFigures figuresOf(String way, BenchBatches form, double busy) {
        var first = new LinkedHashMap<String, Object>();
        first.put("way", way);
        first.put("batch prompts", form.prompts());
        first.put("batch tokens", form.tokens());
        first.put("GPU busy %", Double.isFinite(busy) ? BenchFigures.rounded(busy) : "–");
        return new BenchFigures(first, columns(form, perRecord, bare));
    }

    private static SequencedMap<String, ToDoubleFunction<BenchRound>> columns(
            BenchBatches form, double perRecord, double bare) {
        var columns = new LinkedHashMap<String, ToDoubleFunction<BenchRound>>();
        columns.put("prompts/s", BenchRound::perSecond);
        columns.put("ratio to one a call", it -> it.perSecond() / perRecord);
        columns.put("ratioToModelLoop", it -> it.perSecond() / bare);
        columns.put("model's ms of a prompt", it -> it.work().serviceMillis());
        columns.put("router's own CPU µs a prompt", BenchRound::ownMicros);
        columns.put("its tokeniser's", BenchRound::encodeMicros);
        columns.put("its model's", BenchRound::scoreMicros);
        columns.put("this JVM's", BenchRound::restMicros);
        columns.put("padding %", it -> 100 * it.work().paddingWaste());
        columns.put("batch fill %", it -> 100 * it.work().batchFill(form.prompts()));
        columns.put("machine taken by others %", it -> 100 * it.cpu().othersShare());
        return columns;
    }

    private BenchReport report(Map<String, Object> settings, Map<String, Object> figures) {
        return new BenchReport(
                "gpu",
                "An encoder on a GPU. One prompt a call, the sweep and B0 call the model with tokens"
                        + " that are ready, on as many threads as it has sessions; the best of the"
                        + " sweep is what the stream and the other loops have. The stream is"
                        + " exactly-once and committed, its router a JVM of its own; broker, sender"
                        + " and reader share this one. B1 tokenises on the threads of the sessions,"
                        + " where the stream has threads beside them. GPU busy is the share of the"
                        + " time in which a kernel ran, warm-ups included. Random weights cost what"
                        + " learnt ones do.",
                settings,
                figures,
                rows);
    }
}
