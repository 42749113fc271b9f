package org.reasoningrouter.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// One of our programs in a JVM of its own, so that it can be killed as the kernel kills.
///
/// It starts the class path and the Java of this JVM; its output goes to a file.
public final class ChildProgram implements AutoCloseable {

    /// The setting that stands for a class path of its own.
    public static final String CLASS_PATH = "java.class.path";

    private static final Duration GRACE = Duration.ofSeconds(20);

    // Small and quick to start, for programs of which several run beside each other.
    private static final List<String> SMALL =
            List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final String name;
    private final List<String> command;
    private final Path log;
    private Process process;

    /// @param settings handed on as system properties
    public ChildProgram(String mainClass, Map<String, String> settings, Path log) {
        this(mainClass, settings, SMALL, log);
    }

    /// @param jvm what the JVM itself is told
    public ChildProgram(
            String mainClass, Map<String, String> settings, List<String> jvm, Path log) {
        this(List.of(mainClass), settings, jvm, log);
    }

    /// @param program the main class, and what it is called with
    public ChildProgram(
            List<String> program, Map<String, String> settings, List<String> jvm, Path log) {
        this.name = program.getFirst();
        this.command = command(program, settings, jvm);
        this.log = log;
        this.process = launch();
    }

    private static List<String> command(
            List<String> program, Map<String, String> settings, List<String> jvm) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"));
        settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
        var own = System.getProperty(CLASS_PATH);
        command.addAll(List.of("-cp", settings.getOrDefault(CLASS_PATH, own)));
        command.addAll(program);
        return List.copyOf(command);
    }

    private Process launch() {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name, e);
        }
    }

    /// SIGKILL: nothing of the program runs any more when this returns.
    public void kill() {
        process.destroyForcibly();
        await();
    }

    /// SIGTERM, then SIGKILL when it does not stop in time.
    public void stop() {
        process.destroy();
        await();
    }

    /// Starts the program anew with the same settings.
    public void restart() {
        if (process.isAlive()) {
            throw new IllegalStateException("still running: " + name);
        }
        process = launch();
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /// Waits until the program ends by itself.
    ///
    /// @return its exit code
    /// @throws IllegalStateException when it goes on beyond the patience
    public int awaitExit(Duration patience) {
        try {
            if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        throw new IllegalStateException("still running: " + name + ", " + output());
    }

    /// Everything that the program has printed by now.
    public List<String> output() {
        try {
            return Files.readAllLines(log);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + log, e);
        }
    }

    private void await() {
        try {
            if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            stop();
        }
    }
}
