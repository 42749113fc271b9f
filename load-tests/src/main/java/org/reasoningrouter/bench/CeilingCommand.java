package org.reasoningrouter.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.bench.ModelLoop.Kind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `router bench ceiling`: what no router on this machine can exceed.
@Command(
        name = "ceiling",
        description = "The limits of this machine: bare model, with its tokeniser, bare transport.",
        mixinStandardHelpOptions = true)
final class CeilingCommand implements Callable<Integer> {

    @Mixin private BenchOptions options = new BenchOptions();

    @Spec private @Nullable CommandSpec spec;

    private final List<Map<String, Object>> rows = new ArrayList<>();
    private final List<BenchRound> all = new ArrayList<>();
    private final Map<String, Object> figures = new LinkedHashMap<>();

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
        try (var encoder = BenchOptions.loop(options.encoder(work).toString(), prompts);
                var small = BenchOptions.loop(BenchOptions.DEFAULT_MODEL, prompts)) {
            loops("encoder", encoder, options.encoderPrompts());
            loops("default model", small, options.modelPrompts());
            figures.put("encoderCallTokens", callTokens(encoder));
            figures.put("defaultModelCallTokens", callTokens(small));
            var count = options.constantPrompts();
            BenchOptions.step("T0: " + count + " prompts a round");
            var course = Course.drain(options.rounds(), count);
            var transport =
                    options.stream(prompts, work)
                            .toRequests(MeasuredRouter.CONSTANT, false, course);
            add("constant", "T0: transport, identity store off", transport.rounds());
            figures.put("fallbacks", transport.fallbacks());
            return options.print(command(), report(encoder), transport.fallbacks());
        }
    }

    private void loops(String model, ModelLoop loop, int count) throws IOException {
        for (var kind : Kind.values()) {
            BenchOptions.step(model + ", " + kind.label());
            var _ = loop.round(kind, count); // warms up
            var rounds = new ArrayList<BenchRound>();
            for (var i = 0; i < options.rounds(); i++) {
                rounds.add(loop.round(kind, count));
            }
            add(model, kind.label(), rounds);
        }
    }

    private static Object callTokens(ModelLoop loop) {
        var tokens = loop.callTokens();
        return Double.isInfinite(tokens) ? "no limit" : BenchFigures.rounded(tokens);
    }

    private void add(String model, String limit, List<BenchRound> rounds) {
        var first = new LinkedHashMap<String, Object>();
        first.put("model", model);
        first.put("limit", limit);
        rows.addAll(new BenchFigures(first, columns()).rows(rounds));
        BenchOptions.measured(model + ", " + limit, rounds);
        all.addAll(rounds);
    }

    private static SequencedMap<String, ToDoubleFunction<BenchRound>> columns() {
        var columns = new LinkedHashMap<String, ToDoubleFunction<BenchRound>>();
        columns.put("prompts/s", BenchRound::perSecond);
        columns.put("tokeniser CPU µs a prompt", BenchRound::encodeMicros);
        columns.put("model CPU µs a prompt", BenchRound::scoreMicros);
        columns.put("router's own CPU µs a prompt", BenchRound::ownMicros);
        columns.put("of it its compilers'", BenchRound::compilerMicros);
        columns.put("this JVM's", BenchRound::restMicros);
        columns.put("padding %", it -> 100 * it.work().paddingWaste());
        columns.put(
                "batch fill %", it -> 100 * it.work().batchFill(BenchBatches.SHIPPED.prompts()));
        columns.put("machine taken by others %", it -> 100 * it.cpu().othersShare());
        return columns;
    }

    private BenchReport report(ModelLoop encoder) {
        var settings = options.settings(encoder);
        settings.put("noise", BenchFigures.noise(all));
        return new BenchReport(
                "ceiling",
                "What this machine can do at most. B0 calls the model with batches of tokens that"
                        + " are ready, on as many threads as it has sessions; B1 tokenises each"
                        + " text just before its batch; T0 drains a topic that was filled before,"
                        + " exactly-once, through the router with a classifier that reads nothing."
                        + " The stream's batches are formed by its own rules out of windows of "
                        + BenchBatches.SHIPPED.window()
                        + " prompts. CallTokens are what a call costs beside its own, the router's"
                        + " hand-over included. The encoder has MiniLM's shape, random weights and"
                        + " fp32, unless another was named.",
                settings,
                figures,
                rows);
    }
}
