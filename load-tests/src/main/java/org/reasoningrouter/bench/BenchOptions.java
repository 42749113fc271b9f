package org.reasoningrouter.bench;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Utils;
import org.reasoningrouter.router.classify.ModelFolder;
import org.reasoningrouter.router.classify.OnnxClassifier;
import org.reasoningrouter.wire.Prompt;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// What the benches of speed have in common.
public final class BenchOptions {

    /// The model that ships with the router.
    public static final String DEFAULT_MODEL = "classpath:model/default";

    private static final int MIB = 20;
    private static final long HEAP_MIB = 900;
    private static final Path MEMORY = Path.of("/proc/meminfo");
    private static final int QUICK_ENCODER = 100;
    private static final int QUICK_MODEL = 2_000;
    private static final int QUICK_CONSTANT = 10_000;

    @Option(names = "--prompts", paramLabel = "FILE", description = "Default: ${DEFAULT-VALUE}.")
    private Path file = Path.of("deploy/examples/prompts.jsonl");

    @Option(
            names = "--encoder",
            paramLabel = "FOLDER",
            description =
                    "A model folder in place of the encoder of MiniLM's shape with random weights,"
                            + " which is written for each run.")
    private Optional<Path> encoder = Optional.empty();

    @Option(
            names = "--encoder-prompts",
            description =
                    "Prompts of the file, and of a round with the encoder (${DEFAULT-VALUE}).")
    private int encoderPrompts = 1_000;

    @Option(
            names = "--model-prompts",
            description = "Prompts of a round with the default model (${DEFAULT-VALUE}).")
    private int modelPrompts = 20_000;

    @Option(
            names = "--constant-prompts",
            description = "Prompts of a round with a constant classifier (${DEFAULT-VALUE}).")
    private int constantPrompts = 100_000;

    @Option(names = "--rounds", description = "Rounds that are counted (${DEFAULT-VALUE}).")
    private int rounds = 5;

    @Option(
            names = "--router-heap-mib",
            description = "Heap of the router, a JVM of its own (${DEFAULT-VALUE}).")
    private int routerHeapMiB = 1_024;

    @Option(
            names = "--router-jvm",
            paramLabel = "OPTION",
            description = "For the router's JVM, such as a flight recording; may be repeated.")
    private List<String> routerJvm = List.of();

    @Mixin private ReportOptions report = new ReportOptions();

    public boolean quick() {
        return report.quick();
    }

    public int rounds() {
        return quick() ? 1 : rounds;
    }

    public int encoderPrompts() {
        return quick() ? Math.min(encoderPrompts, QUICK_ENCODER) : encoderPrompts;
    }

    public int modelPrompts() {
        return quick() ? Math.min(modelPrompts, QUICK_MODEL) : modelPrompts;
    }

    public int constantPrompts() {
        return quick() ? Math.min(constantPrompts, QUICK_CONSTANT) : constantPrompts;
    }

    /// Of one size for all models, so that all see the same texts.
    public List<Prompt> prompts() throws IOException {
        return BenchPrompts.read(file, encoderPrompts());
    }

    /// The encoder's folder; written into the given one unless it is named.
    public Path encoder(Path work) throws IOException {
        return encoder.isPresent()
                ? encoder.get()
                : EncoderFolder.write(work.resolve("minilm-random"), EncoderShape.MINILM);
    }

    /// Whether a model stands in place of the encoder that is written.
    public boolean namesEncoder() {
        return encoder.isPresent();
    }

    static ModelLoop loop(String folder, List<Prompt> prompts) {
        return new ModelLoop(new OnnxClassifier(ModelFolder.at(folder), 0), prompts);
    }

    // A slow model with full polls takes seconds, and a late score is no score.
    private Map<String, String> batches() {
        var batches = new TreeMap<>(BenchBatches.SHIPPED.settings());
        batches.put("router.batch.deadline", "15s");
        if (quick()) {
            // Or one poll would hold the warm-up, the round and the tail.
            batches.put("router.kafka.max.poll.records", "32");
        }
        return batches;
    }

    /// A course whose topic is topped up.
    Course toppedUp(int prompts) {
        return warm(Course.toppedUp(rounds(), prompts));
    }

    /// The same, begun when it is warm; a quick one begins cold.
    public Course warm(Course course) {
        return quick() ? course : course.untilWarm();
    }

    public StreamBench stream(List<Prompt> prompts, Path work) {
        var jvm = new ArrayList<String>();
        jvm.add("-Xmx" + routerHeapMiB + "m");
        jvm.addAll(routerJvm);
        return new StreamBench(prompts, batches(), List.copyOf(jvm), work);
    }

    /// Refuses what would end in nothing.
    ///
    /// @throws IllegalArgumentException of one line when a number is none
    /// @throws IllegalStateException of one line where a run would end for want of memory
    public void require() throws IOException {
        if (Stream.of(rounds, encoderPrompts, modelPrompts, constantPrompts, routerHeapMiB)
                .anyMatch(it -> it < 1)) {
            throw new IllegalArgumentException(
                    "--rounds, --router-heap-mib and all numbers of prompts must be at least 1");
        }
        requireMemory(routerHeapMiB);
    }

    /// Refuses to begin where memory would run out.
    ///
    /// @param programMiB heap of the program that is measured
    /// @throws IllegalStateException of one line where a run would end for want of memory
    public static void requireMemory(int programMiB) throws IOException {
        var heap = Runtime.getRuntime().maxMemory() >> MIB;
        if (heap < HEAP_MIB) {
            throw new IllegalStateException(
                    "the bench needs a heap of %,d MiB and has %,d: set ROUTER_HEAP=2g"
                            .formatted(HEAP_MIB, heap));
        }
        var needed = HEAP_MIB + programMiB;
        var available = availableMiB();
        if (available.isPresent() && available.get() < needed) {
            throw new IllegalStateException(
                    "the bench needs %,d MiB of memory and %,d are free: stop something, or lower --router-heap-mib"
                            .formatted(needed, available.get()));
        }
    }

    // Linux says it; elsewhere nobody does.
    private static Optional<Long> availableMiB() throws IOException {
        if (!Files.isReadable(MEMORY)) {
            return Optional.empty();
        }
        return Files.readAllLines(MEMORY).stream()
                .filter(line -> line.startsWith("MemAvailable:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                .findFirst();
    }

    /// Settings that every report names.
    Map<String, Object> settings(ModelLoop encoder) {
        var settings = new LinkedHashMap<String, Object>();
        settings.put("encoder", encoder.version());
        settings.put(
                "tokens of a prompt, encoder",
                "%.0f on average, at most %d".formatted(encoder.meanTokens(), encoder.longest()));
        settings.putAll(settings());
        return settings;
    }

    /// The same for a bench without the encoder.
    public Map<String, Object> settings() {
        var settings = new LinkedHashMap<String, Object>();
        settings.put("prompts", file.toString());
        settings.putAll(batches());
        settings.put("router heap MiB", routerHeapMiB);
        return settings;
    }

    /// Prints a report, and writes it if it is worth that.
    ///
    /// @return the exit code
    public int print(CommandSpec command, BenchReport report, long fallbacks) throws IOException {
        return this.report.print(command, report, fallbacks);
    }

    /// One line on a terminal about what comes next.
    public static void step(String what) {
        if (Stream.ofNullable(System.console()).anyMatch(Console::isTerminal)) {
            System.err.println(what);
        }
    }

    /// One line about what is done, whoever reads it: should a later step fail, the report fails
    /// with it, and this is what is left.
    public static void measured(String what, List<BenchRound> rounds) {
        var rate = BenchFigures.rounded(BenchFigures.median(rounds, BenchRound::perSecond));
        measured("%s: %,.0f prompts/s".formatted(what, rate));
    }

    /// The same in other words.
    public static void measured(String what) {
        System.err.println(what);
    }

    /// Runs a bench in a temporary folder, which stays only when the bench fails: the routers' logs
    /// say why.
    ///
    /// @throws ParameterException when an option is wrong
    public static int inFolder(CommandSpec command, Bench bench) throws IOException {
        var work = Files.createTempDirectory("router-bench-");
        try {
            var code = bench.run(work);
            Utils.delete(work.toFile());
            return code;
        } catch (IllegalArgumentException e) {
            Utils.delete(work.toFile());
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /// What runs in a temporary folder.
    @FunctionalInterface
    public interface Bench {
        int run(Path work) throws IOException;
    }
}
