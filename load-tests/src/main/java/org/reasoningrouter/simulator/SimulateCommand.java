package org.reasoningrouter.simulator;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `router simulate`: the stand-in model server on its own, with llm-d-inference-sim's options
/// where both have them.
@Command(
        name = "simulate",
        description = {
            "Runs a stand-in for a model server, which says so in every answer.",
            "Times are in milliseconds or with a unit: 250us, 12ms, 1.5s."
        },
        mixinStandardHelpOptions = true)
public final class SimulateCommand implements Callable<Integer> {

    @Spec private @org.jspecify.annotations.Nullable CommandSpec spec;

    @Option(names = "--host", description = "Address to listen on (${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(names = "--port", description = "0: any free one (${DEFAULT-VALUE}).")
    private int port = 8000;

    @Option(names = "--model", description = "What it calls itself (${DEFAULT-VALUE}).")
    private String model = LlmSimulator.MODEL;

    @Option(
            names = "--family",
            converter = FamilyName.class,
            description =
                    "Whose words it speaks: vllm, sglang, llama.cpp, ollama, plain,"
                            + " openai, anthropic, deepseek, dashscope, openrouter (vllm).")
    private Family family = Family.VLLM;

    @Option(
            names = "--time-to-first-token",
            converter = Time.class,
            description = "0: the prefill's times count (150ms).")
    private Duration firstToken = Duration.ofMillis(150);

    @Option(names = "--time-to-first-token-std-dev", converter = Time.class, description = "(0)")
    private Duration firstTokenDeviation = Duration.ZERO;

    @Option(
            names = "--prefill-overhead",
            converter = Time.class,
            description = "What every prompt takes, without a time to first token (0).")
    private Duration prefillOverhead = Duration.ZERO;

    @Option(
            names = "--prefill-time-per-token",
            converter = Time.class,
            description = "On top, for each token that the prefix cache does not have (0).")
    private Duration prefillPerToken = Duration.ZERO;

    @Option(names = "--inter-token-latency", converter = Time.class, description = "(12ms)")
    private Duration perToken = Duration.ofMillis(12);

    @Option(names = "--inter-token-latency-std-dev", converter = Time.class, description = "(0)")
    private Duration perTokenDeviation = Duration.ZERO;

    @Option(
            names = "--time-factor-under-load",
            description = "What times are multiplied with when every place is taken (1).")
    private double underLoad = 1;

    @Option(
            names = "--time-scale",
            description = "What every wait is multiplied with; 0 answers at once (1).")
    private double timeScale = 1;

    @Option(names = "--max-num-seqs", description = "Calls at once (${DEFAULT-VALUE}).")
    private int places = 256;

    @Option(
            names = "--max-waiting-queue-length",
            description = "Calls that wait; any more are turned away (${DEFAULT-VALUE}).")
    private int waiting = 1000;

    @Option(names = "--chunk-tokens", description = "Tokens in a streamed chunk (1).")
    private int chunkTokens = 1;

    @Option(
            names = "--median-reasoning",
            description = "Median of the log-normal number of thinking tokens (${DEFAULT-VALUE}).")
    private int medianReasoning = 870;

    @Option(names = "--reasoning-sigma", description = "Its spread (${DEFAULT-VALUE}).")
    private double sigma = 0.8;

    @Option(
            names = "--most-reasoning",
            description = "Where every thought ends by itself (${DEFAULT-VALUE}).")
    private int mostReasoning = 32_000;

    @Option(names = "--failure-injection-rate", description = "In percent of calls (0).")
    private double failures;

    @Option(
            names = "--failure-types",
            split = ",",
            converter = FaultName.class,
            description =
                    "rate_limit, invalid_api_key, context_length, server_error, invalid_request,"
                            + " model_not_found, or any fault of SimulatorFault such as tcp_reset.")
    private List<SimulatorFault> failureTypes =
            List.of(SimulatorFault.RATE_LIMITED, SimulatorFault.SERVER_ERROR);

    @Option(names = "--seed", description = "Of what is drawn (${DEFAULT-VALUE}).")
    private long seed = 1;

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (var simulator = LlmSimulator.start(new InetSocketAddress(host, port), settings())) {
            System.out.println(
                    "simulated model server, in the shape of "
                            + family.word()
                            + ", at "
                            + simulator.url());
            Thread.currentThread().join();
        }
        return 0;
    }

    private SimulatorSettings settings() {
        try {
            return new SimulatorSettings(
                    family,
                    model,
                    times(),
                    new SimulatedModel(medianReasoning, sigma, mostReasoning),
                    chunkTokens,
                    places,
                    waiting,
                    failures,
                    failures > 0 ? failureTypes : List.of(),
                    seed,
                    SimulatorSettings.CACHED_BLOCKS,
                    true);
        } catch (IllegalArgumentException e) {
            throw spec == null ? e : new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private SimulatorTimes times() {
        return new SimulatorTimes(
                timeScale,
                firstToken,
                firstTokenDeviation,
                prefillOverhead,
                prefillPerToken,
                perToken,
                perTokenDeviation,
                underLoad);
    }

    /// A family by its name.
    static final class FamilyName implements ITypeConverter<Family> {

        @Override
        public Family convert(String name) {
            return Family.named(name);
        }
    }

    /// A fault by its name.
    static final class FaultName implements ITypeConverter<SimulatorFault> {

        @Override
        public SimulatorFault convert(String name) {
            return SimulatorFault.named(name);
        }
    }

    /// A time in milliseconds, or with a unit as Go writes it.
    static final class Time implements ITypeConverter<Duration> {

        @Override
        public Duration convert(String text) {
            var unit = text.replaceAll("[0-9.]", "");
            var number = Double.parseDouble(text.substring(0, text.length() - unit.length()));
            return Duration.ofNanos(Math.round(number * nanos(unit)));
        }

        private static double nanos(String unit) {
            return switch (unit) {
                case "", "ms" -> 1e6;
                case "us", "µs" -> 1e3;
                case "s" -> 1e9;
                default -> throw new IllegalArgumentException("no unit of time: " + unit);
            };
        }
    }
}
