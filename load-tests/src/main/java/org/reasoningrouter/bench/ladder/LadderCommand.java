package org.reasoningrouter.bench.ladder;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.bench.BenchFigures;
import org.reasoningrouter.bench.BenchOptions;
import org.reasoningrouter.bench.BenchReport;
import org.reasoningrouter.bench.BenchRound;
import org.reasoningrouter.bench.Course;
import org.reasoningrouter.bench.RequestPath;
import org.reasoningrouter.bench.Sending;
import org.reasoningrouter.bench.StreamBench;
import org.reasoningrouter.router.classify.ModelFolder;
import org.reasoningrouter.router.classify.OnnxClassifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `router bench ladder`: what the router adds to a prompt's time, by load and by guarantee.
@Command(
        name = "ladder",
        description = {
            "Latency by load, at least once and exactly once: open loop, from the instant at which a"
                    + " prompt is due to its committed request.",
            "Capacity is measured first, unless it is given: what comes out while more is sent. A"
                    + " load is a share of it."
        },
        mixinStandardHelpOptions = true)
public final class LadderCommand implements Callable<Integer> {

    /// A prompt waits for no other: what the sender holds back would count as the router's.
    private static final Sending SENDING = Sending.ALONE;

    /// Of a quick round's prompts: what is enough to know a rate that means nothing.
    private static final int QUICK_SHARE = 4;

    private static final int REHEARSALS = 6;

    private static final double PERCENT = 100;

    @Mixin private BenchOptions options = new BenchOptions();

    @Mixin private LadderPlan plan = new LadderPlan();

    @Option(
            names = "--with-encoder",
            description = "Climbs with the encoder too; --encoder says the same and names it.")
    private boolean withEncoder;

    @Spec private @Nullable CommandSpec spec;

    private final LadderTable table = new LadderTable();
    private final List<BenchRound> all = new ArrayList<>();
    private final Map<String, Object> capacities = new LinkedHashMap<>();
    private String encoderVersion = "none";
    private long fallbacks;
    private boolean precedence = true;

    @Override
    public Integer call() throws IOException {
        return BenchOptions.inFolder(command(), this::run);
    }

    private CommandSpec command() {
        return Objects.requireNonNull(spec);
    }

    private int run(Path work) throws IOException {
        options.require();
        plan.require();
        var stream = options.stream(options.prompts(), work);
        var encoder = encoder(work);
        var prompts = options.modelPrompts();
        climb("default model", BenchOptions.DEFAULT_MODEL, prompts, plan.capacity(), stream);
        if (encoder.isPresent()) {
            var few = options.encoderPrompts();
            climb("encoder", encoder.get(), few, OptionalDouble.empty(), stream);
        }
        return options.print(command(), report(), fallbacks);
    }

    // Looked at before minutes are spent on the other model.
    private Optional<String> encoder(Path work) throws IOException {
        if (!withEncoder && !options.namesEncoder()) {
            return Optional.empty();
        }
        var folder = options.encoder(work).toString();
        try (var model = new OnnxClassifier(ModelFolder.at(folder), 0)) {
            encoderVersion = model.version();
        }
        return Optional.of(folder);
    }

    private void climb(
            String label, String folder, int prompts, OptionalDouble given, StreamBench stream)
            throws IOException {
        var count = options.quick() ? prompts / QUICK_SHARE : prompts;
        var capacity =
                given.isPresent() ? given.getAsDouble() : capacity(label, folder, count, stream);
        capacities.put(label, BenchFigures.rounded(capacity));
        for (var setting : plan.settings(options.quick())) {
            BenchOptions.step(label + ", " + setting.name() + ", warm-up");
            try (var path = stream.path(StreamBench.PARTITIONS, SENDING)) {
                path.start(folder, setting.router());
                var _ = path.run(course(1, count));
                climb(label, setting, capacity, path);
                fallbacks += path.requireOnce();
            }
        }
    }

    /// What comes out where more is sent than the stream bears, by the sender of the steps: one
    /// that fills its requests, as that of a topped-up topic does, costs the broker less.
    private double capacity(String label, String folder, int prompts, StreamBench stream)
            throws IOException {
        BenchOptions.step(label + ", capacity");
        try (var path = stream.path(StreamBench.PARTITIONS, SENDING)) {
            path.start(folder, LadderSetting.exactlyOnce().router());
            var filled = path.run(course(options.rounds(), prompts));
            var most = BenchFigures.median(filled, BenchRound::perSecond);
            rehearse(path, most);
            var step = LadderStep.run(path, plan.overload(options.quick(), most), Duration.ZERO);
            all.add(step.round());
            fallbacks += path.requireOnce();
            BenchOptions.measured(
                    "%s: %,.0f prompts/s topped up, %,.0f as they come"
                            .formatted(label, most, step.perSecond()));
            return step.perSecond();
        }
    }

    private Course course(int rounds, int prompts) {
        return options.warm(new Course(false, prompts, rounds, prompts));
    }

    private void climb(String label, LadderSetting setting, double capacity, RequestPath path) {
        var quick = options.quick();
        for (var load : plan.loads(quick)) {
            BenchOptions.step("%s, %s, %d %%".formatted(label, setting.name(), load));
            var perSecond = capacity * load / PERCENT;
            rehearse(path, perSecond);
            var steps = new ArrayList<LadderStep>();
            for (var schedule : plan.schedules(quick, perSecond)) {
                var step = LadderStep.run(path, schedule, plan.warmUp(quick));
                steps.add(step);
                all.add(step.round());
                precedence &= step.precedence();
                BenchOptions.measured(
                        "%s, %s, %d %%: %s".formatted(label, setting.name(), load, step.summary()));
            }
            table.add(label, setting, load, steps);
        }
    }

    /// A load of its own makes batches and polls of its own, for which the compilers begin anew.
    private void rehearse(RequestPath path, double perSecond) {
        for (var i = 0; i < REHEARSALS && !options.quick(); i++) {
            var round = LadderStep.run(path, plan.rehearsal(perSecond), Duration.ZERO).round();
            if (round.cpu().isWarm()) {
                return;
            }
        }
    }

    private BenchReport report() {
        var settings = options.settings();
        settings.put("encoder", encoderVersion);
        settings.put("partitions", StreamBench.PARTITIONS);
        settings.put("spread of sends", plan.spread());
        settings.put("sender", SENDING.settings());
        settings.put(
                "sender and reader",
                precedence ? "before all else, nice " + Precedence.NICE : "without precedence");
        settings.put("noise", BenchFigures.noise(all));
        var figures = new LinkedHashMap<String, Object>();
        figures.put("capacityPromptsASecond", capacities);
        figures.put("goalAddedP99MsAtHalfLoad", LadderTable.GOALS);
        figures.put("addedP99MsAtHalfLoad", table.halfLoad());
        figures.put("thrownAway", table.thrownAway());
        figures.put("fallbacks", fallbacks);
        return new BenchReport("ladder", what(), settings, figures, table.rows());
    }

    private String what() {
        return "Milliseconds from the instant at which a prompt was due to be sent to its request in"
                + " the hands of a read_committed consumer, in an open loop. Load is a share of "
                + capacities
                + " prompts/s, which "
                + (plan.capacity().isPresent() ? "was given for the default model, or else " : "")
                + "is what came out, exactly once as the router ships, while more"
                + " was sent. Each row has the medians of its repeats. Added: the percentile less"
                + " `service`, the mean wall time in which the model tokenised a prompt and scored"
                + " its batch at that load. Behind: prompts without a request when the last was"
                + " due. A percentile with fewer than ten prompts above it is not shown; a step whose sender was more than "
                + Lateness.MOST_MS
                + " ms late for one prompt in a hundred is thrown away, and its latencies count"
                + " nowhere. Goal for the added p99 at half load: "
                + LadderTable.GOALS
                + ". The router is a JVM of its own; broker, registry, sender and reader share this"
                + " one, on the same machine.";
    }
}
