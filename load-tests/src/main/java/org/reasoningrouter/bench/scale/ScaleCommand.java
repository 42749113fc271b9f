package org.reasoningrouter.bench.scale;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.bench.BenchFigures;
import org.reasoningrouter.bench.BenchOptions;
import org.reasoningrouter.bench.BenchReport;
import org.reasoningrouter.bench.BenchRound;
import org.reasoningrouter.bench.Course;
import org.reasoningrouter.bench.MeasuredRouter;
import org.reasoningrouter.bench.scale.ScalePlan.Part;
import org.reasoningrouter.bench.scale.WorkerScale.Hand;
import org.reasoningrouter.wire.Prompt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `router bench scale`: how rates grow with what there is more of, and how an outage ends.
@Command(
        name = "scale",
        description = {
            "Capacity by partitions, stream threads and routers, with a fit; results by workers on"
                    + " one partition; time to the baseline after an outage.",
            "Heap of a pending prompt: router bench pending."
        },
        mixinStandardHelpOptions = true)
public final class ScaleCommand implements Callable<Integer> {

    private static final Duration BASELINE = Duration.ofSeconds(10);
    private static final Duration QUICK_BASELINE = Duration.ofSeconds(2);

    /// Of a quick round's prompts.
    private static final int QUICK_SHARE = 10;

    @Mixin private BenchOptions options = new BenchOptions();

    @Mixin private ScalePlan plan = new ScalePlan();

    @Spec private @Nullable CommandSpec spec;

    private final ScaleTable table = new ScaleTable();
    private final List<BenchRound> all = new ArrayList<>();
    private final Map<String, Object> outage = new LinkedHashMap<>();
    private long fallbacks;

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
        var quick = options.quick();
        var prompts = options.prompts();
        if (plan.has(Part.CAPACITY, quick)) {
            capacity(prompts, work);
        }
        if (plan.has(Part.WORKERS, quick)) {
            workers(prompts);
        }
        if (plan.has(Part.OUTAGE, quick)) {
            outage(prompts);
        }
        return options.print(command(), report(), fallbacks);
    }

    private void capacity(List<Prompt> prompts, Path work) throws IOException {
        var stream = options.stream(prompts, work);
        var constant = course(options.constantPrompts());
        grow("constant", new CapacityScale(stream, MeasuredRouter.CONSTANT, constant));
        if (!options.quick()) {
            var course = course(options.modelPrompts());
            grow("default model", new CapacityScale(stream, BenchOptions.DEFAULT_MODEL, course));
        }
    }

    private Course course(int prompts) {
        var count = options.quick() ? prompts / QUICK_SHARE : prompts;
        return options.warm(new Course(false, count, options.rounds(), count));
    }

    private void grow(String subject, CapacityScale scale) throws IOException {
        for (var axis : plan.axes(options.quick())) {
            var steps = new ArrayList<ScaleTable.Step>();
            for (var n : plan.steps(axis, options.quick())) {
                BenchOptions.step("%s, %d %s".formatted(subject, n, axis.label()));
                var measured = scale.with(axis, n);
                steps.add(measured.step());
                BenchOptions.measured(
                        "%s, %d %s".formatted(subject, n, axis.label()), measured.step().rounds());
                fallbacks += measured.fallbacks();
            }
            add(subject, axis.label(), steps);
        }
    }

    private void workers(List<Prompt> prompts) throws IOException {
        var scale = new WorkerScale(prompts, plan.call(options.quick()), options.rounds());
        for (var hand : options.quick() ? List.of(Hand.SHARE) : List.of(Hand.values())) {
            var name = hand.name().toLowerCase(Locale.ROOT) + " consumers";
            var steps = new ArrayList<ScaleTable.Step>();
            for (var n : plan.workers(options.quick())) {
                BenchOptions.step("%s, %d workers".formatted(name, n));
                var step = scale.with(hand, n);
                BenchOptions.measured("%s, %d workers".formatted(name, n), step.rounds());
                steps.add(step);
            }
            add(name, "workers on 1 partition", steps);
        }
    }

    private void outage(List<Prompt> prompts) throws IOException {
        BenchOptions.step("outage of the model server");
        var baseline = options.quick() ? QUICK_BASELINE : BASELINE;
        var length = plan.outage(options.quick());
        var measured = new Outage(prompts, plan.outageRate(), baseline, length).measure();
        outage.putAll(measured.figures());
        all.add(measured.round());
    }

    private void add(String subject, String axis, List<ScaleTable.Step> steps) {
        table.add(subject, axis, steps);
        steps.forEach(step -> all.addAll(step.rounds()));
    }

    private BenchReport report() {
        var settings = options.settings();
        settings.put("call of a worker", plan.call(options.quick()).toMillis() + " ms");
        settings.put("noise", BenchFigures.noise(all));
        var figures = new LinkedHashMap<String, Object>();
        figures.put("fits", table.fits());
        figures.put("outage", outage);
        figures.put("fallbacks", fallbacks);
        return new BenchReport("scale", what(), settings, figures, rows());
    }

    // A report has rows: of an outage alone, its figures are the only one.
    private List<Map<String, Object>> rows() {
        return table.rows().isEmpty() ? List.of(outage) : table.rows();
    }

    private static String what() {
        return "Capacity: prompts a second from their topic to committed requests in the hands of a"
                + " read_committed consumer, exactly once, topped up, with 8 partitions, 2 stream"
                + " threads and 1 router but for the axis. Workers: results a second, each worker"
                + " with one slot, one request partition, calls of a fixed time. Every number is of"
                + " one machine of "
                + Runtime.getRuntime().availableProcessors()
                + " cores, which routers, broker, sender and reader share: more of something adds no"
                + " core. The curve is the Universal Scalability Law, C(n) = n / (1 + σ(n−1) +"
                + " κn(n−1)), by least squares from the median with 1; with no rates to spare it goes"
                + " through all of them. Outage: the stand-in server is away and back, prompts come"
                + " at one rate throughout, and the baseline is reached when the mean of pending"
                + " prompts over 2 s is within 110 % of that before.";
    }
}
