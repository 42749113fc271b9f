package org.reasoningrouter.bench.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.bench.BenchFigures;
import org.reasoningrouter.bench.BenchOptions;
import org.reasoningrouter.bench.BenchReport;
import org.reasoningrouter.bench.BenchRound;
import org.reasoningrouter.bench.peers.PeersOptions.Subject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `router bench peers`: the router beside what else could do its work.
@Command(
        name = "peers",
        description = {
            "The router beside a plain consumer loop, Flink, naive Kafka Streams and batches padded in"
                    + " order of arrival: same broker, topic, model and work, all exactly-once.",
            "Each is tuned by a sweep of five runs, whose best two run once more; the better takes"
                    + " part in the repeats, in turn with the others. An answer that differs fails"
                    + " the bench.",
            "A run is counted once its compilers rest, and made again, twice at most, where other"
                    + " programs took more than a tenth of the machine. Both models are 144 runs of a"
                    + " JVM each;"
                    + " --model and --peers make it shorter."
        },
        mixinStandardHelpOptions = true)
public final class PeersCommand implements Callable<Integer> {

    private static final String WHAT =
            "Prompts a second that are scored while a read_committed consumer sees the requests of"
                    + " the counted prompts come, from the first to the last. Each contender is a"
                    + " JVM of its own beside a broker that is made for the run, is warmed up until"
                    + " its compilers and the broker's rest (a minute longer at most), and reads,"
                    + " admits, tokenises, scores and decides with the router's library code; all commit exactly once. Ours is the whole router,"
                    + " with its meters and its management port; the others have no more than the"
                    + " loop. Flink's records are seen at its checkpoints only, so its results come"
                    + " later than the others' by up to the interval; what the table calls its threads, polls"
                    + " and commits are its parallelism, its buffer and its checkpoints. Every prompt has one request and"
                    + " one decision, with the route and the score (to 1e-4) of the bare model, which"
                    + " is asked for each prompt alone. Medians are of the repeats; each ratio's range"
                    + " is that of runs of the same turn.";

    /// Tunings of a sweep that run once more.
    private static final int FINALISTS = 2;

    private final QuietRuns quietly = new QuietRuns();

    @Mixin private PeersOptions options = new PeersOptions();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        return BenchOptions.inFolder(Objects.requireNonNull(spec), this::run);
    }

    private int run(Path work) throws IOException {
        options.require();
        var prompts = options.prompts();
        var settings = settings();
        var figures = new LinkedHashMap<String, Object>();
        var rows = new ArrayList<Map<String, Object>>();
        var rounds = new ArrayList<BenchRound>();
        for (var subject : options.subjects(work)) {
            BenchOptions.step(subject.label() + ": the bare model");
            var bare = BareModel.of(subject.folder(), prompts);
            settings.put(subject.label(), bare.version());
            var bench =
                    new PeerBench(subject.folder(), prompts, bare.answers(), options.jvm(), work);
            var report = report(subject, bench);
            figures.put(subject.key(), report.ratios());
            settings.putAll(report.sentences());
            rows.addAll(report.rows());
            rounds.addAll(report.rounds());
        }
        settings.put("runs that were made again", quietly.thrownAway());
        settings.put("noise", BenchFigures.noise(rounds));
        options.print(
                Objects.requireNonNull(spec),
                new BenchReport("peers", WHAT, settings, figures, rows));
        return 0;
    }

    private PeersReport report(Subject subject, PeerBench bench) throws IOException {
        var sweeps = new EnumMap<Contender, List<Trial>>(Contender.class);
        var tunings = new EnumMap<Contender, Tuning>(Contender.class);
        for (var contender : options.contenders()) {
            var tried = contender.sweep(subject.sizes().poll());
            tunings.put(contender, tried.getFirst());
            if (!options.quick()) {
                sweeps.put(contender, sweep(subject, bench, contender, tried));
                tunings.put(contender, Trial.byRate(sweeps.get(contender)).getFirst());
            }
        }
        return new PeersReport(subject.label(), sweeps, repeats(subject, bench, tunings));
    }

    private List<Trial> sweep(
            Subject subject, PeerBench bench, Contender contender, List<Tuning> tried)
            throws IOException {
        var trials = new ArrayList<Trial>();
        for (var tuning : tried) {
            trials.add(swept(subject, bench, contender, tuning));
        }
        // Two runs of one tuning can differ by as much as two tunings.
        for (var tuning : Trial.byRate(trials).subList(0, FINALISTS)) {
            trials.add(swept(subject, bench, contender, tuning));
        }
        return trials;
    }

    private Trial swept(Subject subject, PeerBench bench, Contender contender, Tuning tuning)
            throws IOException {
        return trial(
                subject, bench, contender, tuning, "sweep: " + contender.label() + ", " + tuning);
    }

    /// In turn, so that what changes on the machine meanwhile hits all.
    private Map<Contender, List<Trial>> repeats(
            Subject subject, PeerBench bench, Map<Contender, Tuning> tunings) throws IOException {
        var repeats = new EnumMap<Contender, List<Trial>>(Contender.class);
        for (var i = 1; i <= options.repeats(); i++) {
            for (var entry : tunings.entrySet()) {
                var contender = entry.getKey();
                var step = "repeat %d: %s".formatted(i, contender.label());
                repeats.computeIfAbsent(contender, _ -> new ArrayList<>())
                        .add(trial(subject, bench, contender, entry.getValue(), step));
            }
        }
        return repeats;
    }

    private Trial trial(
            Subject subject, PeerBench bench, Contender contender, Tuning tuning, String step)
            throws IOException {
        BenchOptions.step(subject.label() + ", " + step);
        QuietRuns.Run run = () -> bench.run(contender, tuning, subject.sizes());
        var round = options.quick() ? run.make() : quietly.of(run);
        BenchOptions.measured(
                "%s, %s, %s".formatted(subject.label(), contender.label(), tuning), List.of(round));
        return new Trial(contender, tuning, round);
    }

    private Map<String, Object> settings() {
        var settings = new LinkedHashMap<String, Object>();
        settings.put("prompts", options.file().toString());
        settings.put("Flink", FlinkClassPath.versions());
        settings.put("heap of a contender", options.jvm().getFirst());
        settings.put("identity store, remembered scores", "off");
        settings.put("producers", "lz4, linger.ms 100, batch.size 131072, transactional");
        return settings;
    }
}
