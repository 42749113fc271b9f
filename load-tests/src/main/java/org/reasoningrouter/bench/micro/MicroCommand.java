package org.reasoningrouter.bench.micro;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.reasoningrouter.bench.BenchFigures;
import org.reasoningrouter.bench.BenchReport;
import org.reasoningrouter.bench.ReportOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `router bench micro`: what the batcher's rule and the wire codec take by themselves.
@Command(
        name = "micro",
        description = "The batcher's rule and the wire codec alone, under JMH.",
        mixinStandardHelpOptions = true)
public final class MicroCommand implements Callable<Integer> {

    @Option(
            names = "--only",
            paramLabel = "REGEX",
            description = "Benchmarks whose name has it (${DEFAULT-VALUE}).")
    private String only = ".*";

    @Option(names = "--forks", description = "JVMs for each benchmark (${DEFAULT-VALUE}).")
    private int forks = 3;

    @Option(names = "--iterations", description = "Of a fork, a second each (${DEFAULT-VALUE}).")
    private int iterations = 5;

    @Mixin private ReportOptions options = new ReportOptions();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (forks < 1 || iterations < 1) {
            throw misused("--forks and --iterations must be at least 1");
        }
        options.print(command(), report(results()));
        return 0;
    }

    private CommandSpec command() {
        return Objects.requireNonNull(spec);
    }

    private ParameterException misused(String what) {
        return new ParameterException(command().commandLine(), what);
    }

    private Collection<RunResult> results() {
        var second = options.quick() ? TimeValue.milliseconds(100) : TimeValue.seconds(1);
        var jmh =
                new OptionsBuilder()
                        .include(MicroCommand.class.getPackageName() + ".*" + only)
                        .forks(options.quick() ? 1 : forks)
                        .warmupIterations(options.quick() ? 1 : iterations)
                        .warmupTime(second)
                        .measurementIterations(options.quick() ? 1 : iterations)
                        .measurementTime(second)
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true)
                        .build();
        try {
            var results = new Runner(jmh).run();
            if (results.isEmpty()) {
                throw misused("--only fits no benchmark: " + only);
            }
            return results;
        } catch (RunnerException e) {
            throw new IllegalStateException("a benchmark failed: " + e.getMessage(), e);
        }
    }

    private BenchReport report(Collection<RunResult> results) {
        var settings = new LinkedHashMap<String, Object>();
        settings.put("forks", options.quick() ? 1 : forks);
        settings.put("iterations of a fork", options.quick() ? 1 : iterations);
        return new BenchReport(
                "micro",
                "Mean time of one call on one thread, and the half width of its 99.9 %"
                        + " confidence interval, by JMH. A plan forms all batches of the prompts"
                        + " that wait; the codec writes or reads one record.",
                settings,
                rows(results));
    }

    private static List<Map<String, Object>> rows(Collection<RunResult> results) {
        var rows = new ArrayList<Map<String, Object>>();
        for (var result : results) {
            var params = result.getParams();
            var time = result.getPrimaryResult();
            var row = new LinkedHashMap<String, Object>();
            row.put("benchmark", simple(params.getBenchmark()));
            row.put(
                    "with",
                    params.getParamsKeys().stream()
                            .map(key -> key + " " + params.getParam(key))
                            .collect(Collectors.joining(", ")));
            row.put("µs a call", BenchFigures.rounded(time.getScore()));
            row.put("±", rounded(time.getScoreError()));
            rows.add(row);
        }
        return rows;
    }

    // One iteration has no error.
    private static Object rounded(double error) {
        return Double.isFinite(error) ? BenchFigures.rounded(error) : "–";
    }

    private static String simple(String benchmark) {
        return benchmark.substring(MicroCommand.class.getPackageName().length() + 1);
    }
}
