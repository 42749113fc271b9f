package org.reasoningrouter.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/// The threads of a JVM that compile its code, as Linux lists them.
final class CompilerThreads {

    // pid (name) state …; user and system time are the 14th and 15th field.
    private static final Pattern STAT =
            Pattern.compile(
                    "\\d+ \\(C[12] CompilerThre.*\\) \\S(?: \\S+){10} (\\d+) (\\d+) .*",
                    Pattern.DOTALL);

    private CompilerThreads() {}

    /// The CPU time that they have taken; nothing where there is no such process.
    static Duration cpuOf(long pid) {
        var threads = Path.of("/proc", String.valueOf(pid), "task");
        if (!Files.isDirectory(threads)) {
            return Duration.ZERO;
        }
        try (var all = Files.list(threads)) {
            var ticks =
                    all.map(CompilerThreads::stat)
                            .flatMap(Optional::stream)
                            .mapToLong(CompilerThreads::ticks)
                            .sum();
            return CpuTimes.time(ticks);
        } catch (IOException e) {
            throw new UncheckedIOException("threads of " + pid, e);
        }
    }

    // A thread may end while it is looked at.
    private static Optional<String> stat(Path thread) {
        try {
            return Optional.of(Files.readString(thread.resolve("stat")));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static long ticks(String stat) {
        var fields = STAT.matcher(stat);
        return fields.matches()
                ? Long.parseLong(fields.group(1)) + Long.parseLong(fields.group(2))
                : 0;
    }
}
