package org.reasoningrouter.bench.gpu;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.reasoningrouter.bench.BenchBatches;
import org.reasoningrouter.bench.BenchOptions;
import org.reasoningrouter.bench.BenchPrompts;
import org.reasoningrouter.bench.BenchReport;
import org.reasoningrouter.bench.EncoderFolder;
import org.reasoningrouter.bench.EncoderShape;
import org.reasoningrouter.bench.ReportOptions;
import org.reasoningrouter.router.classify.OnnxSettings;
import org.reasoningrouter.router.classify.OnnxSettings.Device;
import org.reasoningrouter.wire.Prompt;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// What `router bench gpu` takes.
final class GpuOptions {

    private static final int QUICK_PROMPTS = 200;
    private static final List<Integer> QUICK_SIZES = List.of(8, 32);

    @Option(names = "--prompts", paramLabel = "FILE", description = "Default: ${DEFAULT-VALUE}.")
    private Path file = Path.of("deploy/examples/prompts.jsonl");

    @Option(
            names = "--device",
            description =
                    "cuda, tensorrt, or cpu, which shows that all works and no more"
                            + " (${DEFAULT-VALUE}).")
    private String device = Device.CUDA.label();

    @Option(
            names = "--shape",
            description =
                    "Of the encoder that is written, with random weights: ${COMPLETION-CANDIDATES}"
                            + " (${DEFAULT-VALUE}).")
    private Shape shape = Shape.BERT_BASE;

    @Option(names = "--fp32", description = "Weights and computation in fp32 in place of fp16.")
    private boolean fp32;

    @Option(
            names = "--encoder",
            paramLabel = "FOLDER",
            description = "A model folder in place of an encoder that is written.")
    private Optional<Path> encoder = Optional.empty();

    @Option(
            names = "--batch-prompts",
            split = ",",
            paramLabel = "N",
            description = "Sizes of batches that are tried (16,32,64,128,256).")
    private List<Integer> sizes = List.of(16, 32, 64, 128, 256);

    @Option(
            names = "--batch-tokens",
            split = ",",
            paramLabel = "N",
            description = "Budgets of tokens that are tried with each (4096,8192,16384,32768).")
    private List<Integer> budgets = List.of(4_096, 8_192, 16_384, 32_768);

    @Option(names = "--poll", description = "Of each stream thread (${DEFAULT-VALUE}).")
    private int poll = 1_024;

    @Option(names = "--threads", description = "Of the stream (${DEFAULT-VALUE}).")
    private int threads = 4;

    @Option(names = "--tokenizers", description = "Threads that tokenise (${DEFAULT-VALUE}).")
    private int tokenizers = 6;

    @Option(names = "--rounds", description = "Rounds that are counted (${DEFAULT-VALUE}).")
    private int rounds = 5;

    @Option(
            names = "--record-prompts",
            description = "Prompts of a round of calls with one prompt each (${DEFAULT-VALUE}).")
    private int recordPrompts = 4_000;

    @Option(
            names = "--loop-prompts",
            description = "Prompts of a round of the bare loop (${DEFAULT-VALUE}).")
    private int loopPrompts = 40_000;

    @Option(
            names = "--stream-prompts",
            description = "Prompts of a round of the stream (${DEFAULT-VALUE}).")
    private int streamPrompts = 100_000;

    @Option(
            names = "--router-heap-mib",
            description = "Heap of the router, a JVM of its own (${DEFAULT-VALUE}).")
    private int heapMiB = 4_096;

    @Mixin private ReportOptions report = new ReportOptions();

    /// Encoders that can be written.
    enum Shape {
        BERT_BASE,
        MINILM;

        private EncoderShape size() {
            return switch (this) {
                case BERT_BASE -> EncoderShape.BERT_BASE;
                case MINILM -> EncoderShape.MINILM;
            };
        }
    }

    /// @throws IllegalArgumentException of one line when a number is none
    /// @throws IllegalStateException of one line where a run would end for want of memory
    void require() throws IOException {
        var numbers = Stream.of(rounds, recordPrompts, loopPrompts, streamPrompts, heapMiB);
        if (Stream.of(numbers, sizes.stream(), budgets.stream())
                .flatMap(it -> it)
                .anyMatch(it -> it < 1)) {
            throw new IllegalArgumentException(
                    "--rounds, --router-heap-mib, batches and all numbers of prompts must be at"
                            + " least 1");
        }
        BenchOptions.requireMemory(heapMiB());
    }

    boolean quick() {
        return report.quick();
    }

    int rounds() {
        return quick() ? 1 : rounds;
    }

    int recordPrompts() {
        return few(recordPrompts);
    }

    int loopPrompts() {
        return few(loopPrompts);
    }

    int streamPrompts() {
        return few(streamPrompts);
    }

    private int few(int prompts) {
        return quick() ? Math.min(prompts, QUICK_PROMPTS) : prompts;
    }

    private int heapMiB() {
        return quick() ? Math.min(heapMiB, 512) : heapMiB;
    }

    List<String> jvm() {
        return List.of("-Xmx" + heapMiB() + "m");
    }

    Device device() {
        return Device.named(device);
    }

    OnnxSettings onnx() {
        return OnnxSettings.onCpu(0).on(device());
    }

    List<Prompt> prompts() throws IOException {
        return BenchPrompts.read(file, quick() ? QUICK_PROMPTS : Integer.MAX_VALUE);
    }

    /// The forms that are tried, of one poll and as many threads.
    List<BenchBatches> forms() {
        var forms = new ArrayList<BenchBatches>();
        for (var tokens : quick() ? budgets.subList(0, 1) : budgets) {
            for (var prompts : quick() ? QUICK_SIZES : sizes) {
                forms.add(new BenchBatches(prompts, tokens, poll(), threads, tokenizers));
            }
        }
        return List.copyOf(forms);
    }

    private int poll() {
        return quick() ? Math.min(poll, 32) : poll;
    }

    /// The encoder's folder; written into the given one unless it is named.
    Path encoder(Path work) throws IOException {
        return encoder.isPresent() ? encoder.get() : EncoderFolder.write(work, shape());
    }

    private EncoderShape shape() {
        var size = quick() ? EncoderShape.TINY : shape.size();
        return fp32 ? size : size.inHalf();
    }

    Map<String, Object> settings() {
        var settings = new LinkedHashMap<String, Object>();
        settings.put("device", device().label());
        settings.put("shape", encoder.map(Path::toString).orElseGet(() -> shape().label()));
        settings.put("prompts", file.toString());
        settings.put("poll", poll());
        settings.put("stream threads", threads);
        settings.put("tokenizers", tokenizers);
        settings.put("router heap MiB", heapMiB());
        return settings;
    }

    /// Prints a report, and writes it if it is worth that.
    ///
    /// @return the exit code
    int print(CommandSpec command, BenchReport report, long fallbacks) throws IOException {
        return this.report.print(command, report, fallbacks);
    }
}
