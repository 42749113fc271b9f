package org.reasoningrouter.replay;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/// The folder of one replay: what it is, its work while it is not done, and what it found.
///
/// One process at a time has it.
final class OutFolder implements AutoCloseable {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final String NAME = "replayId";
    private static final String DONE = "done";

    private final Path folder;
    private final FileChannel lock;
    private @Nullable SequencedMap<String, String> run;

    private OutFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /// @throws IllegalStateException when another process has it
    static OutFolder open(Path folder) throws IOException {
        Files.createDirectories(folder);
        var channel =
                FileChannel.open(
                        folder.resolve(".lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                var out = new OutFolder(folder, channel);
                out.read();
                return out;
            }
        } catch (OverlappingFileLockException _) {
            // Another replay of this JVM.
        }
        channel.close();
        throw new IllegalStateException("another replay is running in " + folder);
    }

    private void read() throws IOException {
        if (Files.exists(runFile())) {
            run =
                    JSON.readValue(
                            runFile().toFile(),
                            new TypeReference<LinkedHashMap<String, String>>() {});
        }
    }

    /// Begins a replay, or takes up the one that is here.
    ///
    /// @param name of a new one
    /// @param what everything that makes it this replay and no other
    /// @return its name
    /// @throws IllegalArgumentException when another replay is here
    String begin(String name, Map<String, String> what) throws IOException {
        if (run == null) {
            run = new LinkedHashMap<>();
            run.put(NAME, name);
            run.putAll(what);
            write();
        }
        what.forEach(this::requireSame);
        return Objects.requireNonNull(run.get(NAME));
    }

    private void requireSame(String key, String value) {
        var here = Objects.requireNonNull(run).getOrDefault(key, "");
        if (!here.equals(value)) {
            throw new IllegalArgumentException(
                    "%s holds another replay (%s is %s there and %s here): choose another --out"
                            .formatted(folder, key, here, value));
        }
    }

    /// Whether an earlier process began one here.
    boolean isBegun() {
        return run != null;
    }

    Optional<String> name() {
        return Optional.ofNullable(run).map(it -> it.get(NAME));
    }

    boolean isDone() {
        return run != null && run.containsKey(DONE);
    }

    void done() throws IOException {
        Objects.requireNonNull(run).put(DONE, "true");
        write();
    }

    // Whole or not at all, also when the machine stops.
    private void write() throws IOException {
        var next = folder.resolve("run.json.next");
        JSON.writeValue(next.toFile(), run);
        Files.move(next, runFile(), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path runFile() {
        return folder.resolve("run.json");
    }

    /// What is needed until the replay is done.
    Path work() {
        return folder.resolve("work");
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    void deleteWork() throws IOException {
        Utils.delete(work().toFile());
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
