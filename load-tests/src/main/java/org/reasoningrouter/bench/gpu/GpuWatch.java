package org.reasoningrouter.bench.gpu;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// How busy the first GPU is, as `nvidia-smi` says several times a second: the share of the time in
/// which at least one kernel ran. Knows nothing on a machine without it.
///
/// Two threads share it; its lock guards the samples.
final class GpuWatch implements AutoCloseable {

    private static final List<String> COMMAND =
            List.of(
                    "nvidia-smi",
                    "--id=0",
                    "--query-gpu=utilization.gpu,memory.used,name,driver_version",
                    "--format=csv,noheader,nounits",
                    "--loop-ms=200");

    private final List<Sample> samples = new ArrayList<>();
    private final @Nullable Process process;

    /// @param percent of the time since the sample before
    /// @param name of the GPU, with its driver
    record Sample(int percent, long mebibytes, String name) {

        /// Reads a line; empty where it is none.
        static Optional<Sample> of(String line) {
            var fields = line.strip().split(", *", 4);
            if (fields.length < 4) {
                return Optional.empty();
            }
            try {
                return Optional.of(
                        new Sample(
                                Integer.parseInt(fields[0]),
                                Long.parseLong(fields[1]),
                                fields[2] + ", driver " + fields[3]));
            } catch (NumberFormatException _) {
                return Optional.empty(); // [N/A] of a GPU that does not tell
            }
        }
    }

    private GpuWatch(@Nullable Process process) {
        this.process = process;
    }

    /// Begins to watch, where there is something to see.
    static GpuWatch start() {
        return start(COMMAND);
    }

    static GpuWatch start(List<String> command) {
        try {
            var process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            var watch = new GpuWatch(process);
            Thread.ofPlatform().daemon().name("gpu-watch").start(() -> watch.read(process));
            return watch;
        } catch (IOException _) {
            return new GpuWatch(null);
        }
    }

    private void read(Process process) {
        try (BufferedReader lines = process.inputReader()) {
            lines.lines().forEach(line -> Sample.of(line).ifPresent(this::add));
        } catch (IOException | RuntimeException _) {
            // It was ended.
        }
    }

    private synchronized void add(Sample sample) {
        samples.add(sample);
    }

    /// How many samples there are: where a step begins.
    synchronized int mark() {
        return samples.size();
    }

    /// Percent of the time since a mark; no number where there is no sample.
    synchronized double busySince(int mark) {
        return samples.stream().skip(mark).mapToInt(Sample::percent).average().orElse(Double.NaN);
    }

    /// What was used at most.
    synchronized OptionalInt mostMiB() {
        return samples.stream().mapToInt(it -> Math.toIntExact(it.mebibytes())).max();
    }

    synchronized Optional<String> name() {
        return samples.stream().map(Sample::name).findFirst();
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroy();
            try {
                var _ = process.waitFor(5, TimeUnit.SECONDS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
