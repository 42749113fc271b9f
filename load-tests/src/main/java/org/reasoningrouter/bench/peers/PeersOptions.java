package org.reasoningrouter.bench.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.reasoningrouter.bench.BenchOptions;
import org.reasoningrouter.bench.BenchPrompts;
import org.reasoningrouter.bench.BenchReport;
import org.reasoningrouter.bench.EncoderFolder;
import org.reasoningrouter.bench.ReportOptions;
import org.reasoningrouter.wire.Prompt;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// What `router bench peers` takes.
final class PeersOptions {

    private static final int QUICK_ENCODER = 40;
    private static final int QUICK_MODEL = 240;
    private static final int QUICK_FILE = 100;

    @Option(names = "--prompts", paramLabel = "FILE", description = "Default: ${DEFAULT-VALUE}.")
    private Path file = Path.of("deploy/examples/prompts.jsonl");

    @Option(
            names = "--model",
            paramLabel = "WHICH",
            description =
                    "encoder (milliseconds a prompt), default (the model that ships, a tenth of one) or"
                            + " both. Default: both; with --quick, default.")
    private Optional<Models> models = Optional.empty();

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
                    "Prompts of a run with the encoder that are counted; a multiple of the file's are"
                            + " the same work wherever a run begins (${DEFAULT-VALUE}).")
    private int encoderPrompts = 2_000;

    @Option(
            names = "--model-prompts",
            description =
                    "Prompts of a run with the default model that are counted (${DEFAULT-VALUE}).")
    private int modelPrompts = 60_000;

    @Option(
            names = "--peers",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Which run beside ours: plain, flink, naive, padded, padded_32; default: all.")
    private Set<Contender> peers = EnumSet.noneOf(Contender.class);

    @Option(
            names = {"--rounds", "--repeats"},
            description =
                    "Runs of each contender after its sweep, in turn with the others"
                            + " (${DEFAULT-VALUE}).")
    private int repeats = 5;

    @Option(
            names = "--router-heap-mib",
            description =
                    "Heap of the router and of each peer, a JVM of its own (${DEFAULT-VALUE}).")
    private int heapMiB = 1_024;

    @Mixin private ReportOptions report = new ReportOptions();

    /// The models that can be asked for.
    enum Models {
        ENCODER,
        DEFAULT,
        BOTH
    }

    /// A model, and what a run of it is.
    ///
    /// @param key its name in the JSON
    record Subject(String label, String key, String folder, Sizes sizes) {}

    /// @throws IllegalArgumentException of one line when a number is none
    /// @throws IllegalStateException of one line where a run would end for want of memory
    void require() throws IOException {
        if (Stream.of(repeats, encoderPrompts, modelPrompts, heapMiB).anyMatch(it -> it < 1)) {
            throw new IllegalArgumentException(
                    "--rounds, --router-heap-mib and all numbers of prompts must be at least 1");
        }
        BenchOptions.requireMemory(heapMiB);
    }

    boolean quick() {
        return report.quick();
    }

    int repeats() {
        return quick() ? 1 : repeats;
    }

    /// In their own order, ours first: the others are held against it.
    Set<Contender> contenders() {
        var contenders = EnumSet.of(Contender.OURS);
        contenders.addAll(peers.isEmpty() ? EnumSet.allOf(Contender.class) : peers);
        if (quick() && peers.isEmpty()) {
            contenders.remove(Contender.PADDED_32); // the other padded batcher is the same program
        }
        return contenders;
    }

    List<String> jvm() {
        var heap = "-Xmx" + heapMiB + "m";
        // So short a run ends before the better compiler is of use.
        return quick()
                ? List.of(heap, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
                : List.of(heap);
    }

    Path file() {
        return file;
    }

    List<Prompt> prompts() throws IOException {
        return BenchPrompts.read(file, quick() ? QUICK_FILE : Integer.MAX_VALUE);
    }

    /// @param work takes the encoder, unless one was named
    List<Subject> subjects(Path work) throws IOException {
        var which = models.orElse(quick() ? Models.DEFAULT : Models.BOTH);
        var subjects = new ArrayList<Subject>();
        if (which != Models.DEFAULT) {
            var folder =
                    encoder.isPresent()
                            ? encoder.get()
                            : EncoderFolder.write(work.resolve("minilm-random"));
            subjects.add(new Subject("encoder", "encoder", folder.toString(), encoderSizes()));
        }
        if (which != Models.ENCODER) {
            subjects.add(
                    new Subject(
                            "default model",
                            "defaultModel",
                            BenchOptions.DEFAULT_MODEL,
                            modelSizes()));
        }
        return List.copyOf(subjects);
    }

    private Sizes encoderSizes() {
        return quick()
                ? Sizes.quick(Math.min(encoderPrompts, QUICK_ENCODER))
                : Sizes.slow(encoderPrompts);
    }

    private Sizes modelSizes() {
        return quick()
                ? Sizes.quick(Math.min(modelPrompts, QUICK_MODEL))
                : Sizes.fast(modelPrompts);
    }

    void print(CommandSpec command, BenchReport report) throws IOException {
        this.report.print(command, report);
    }
}
