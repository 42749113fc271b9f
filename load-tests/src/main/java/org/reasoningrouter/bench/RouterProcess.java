package org.reasoningrouter.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.reasoningrouter.load.ChildProgram;

/// A [MeasuredRouter], or a peer of it, that runs.
public final class RouterProcess implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final ChildProgram program;
    private final Path log;
    private final URI figures;

    private RouterProcess(ChildProgram program, Path log) {
        this.program = program;
        this.log = log;
        this.figures = URI.create("http://127.0.0.1:" + port() + "/");
    }

    /// Starts one and waits until its streams run.
    ///
    /// @param jvm what its JVM is told
    /// @throws IllegalStateException of one line when it does not start
    static RouterProcess start(Map<String, String> settings, List<String> jvm, Path log) {
        return start(MeasuredRouter.class, settings, jvm, log);
    }

    /// Starts a program that tells the port of its [Figures] as soon as it works.
    ///
    /// @param jvm what its JVM is told
    /// @throws IllegalStateException of one line when it does not start
    public static RouterProcess start(
            Class<?> main, Map<String, String> settings, List<String> jvm, Path log) {
        var program = new ChildProgram(main.getName(), settings, jvm, log);
        try {
            return new RouterProcess(program, log);
        } catch (IllegalStateException e) {
            program.close();
            throw e;
        }
    }

    private int port() {
        var giveUpAt = System.nanoTime() + PATIENCE.toNanos();
        while (program.isAlive() && System.nanoTime() < giveUpAt) {
            for (var line : program.output()) {
                if (line.startsWith(Figures.PORT)) {
                    return Integer.parseInt(line.substring(Figures.PORT.length()));
                }
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        throw new IllegalStateException("the program did not start; " + lastWords());
    }

    private String lastWords() {
        var lines = program.output();
        return "its last words were '%s', all of them are in %s"
                .formatted(lines.isEmpty() ? "" : lines.getLast(), log);
    }

    public long pid() {
        return program.pid();
    }

    /// Does nothing while it runs.
    ///
    /// @throws IllegalStateException of one line when it has ended
    public void requireAlive() {
        if (!program.isAlive()) {
            throw new IllegalStateException("the program ended; " + lastWords());
        }
    }

    public ModelWork work() throws IOException {
        requireAlive();
        return JSON.readValue(figures.toURL(), ModelWork.class);
    }

    @Override
    public void close() {
        program.close();
    }
}
