package org.reasoningrouter.replay;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/// Puts any number of entries in the order of their keys, on disk where they do not fit into
/// memory.
///
/// Keys compare byte by byte, unsigned. Entries of equal keys come in no order of their own.
final class RowSorter implements AutoCloseable {

    /// Runs that are read at a time: each has a buffer.
    private static final int MOST_RUNS = 64;

    private static final int BUFFER = 1 << 16;
    private static final int OVERHEAD = 64;

    private final Path folder;
    private final long mostBytes;
    private final Deque<Path> runs = new ArrayDeque<>();
    private List<Entry> held = new ArrayList<>();
    private long heldBytes;
    private int made;

    /// A key with what belongs to it. Nobody changes either.
    static final class Entry implements Comparable<Entry> {

        private final byte[] key;
        private final byte[] value;

        private Entry(byte[] key, byte[] value) {
            this.key = key;
            this.value = value;
        }

        byte[] key() {
            return key;
        }

        byte[] value() {
            return value;
        }

        @Override
        public int compareTo(Entry other) {
            return Arrays.compareUnsigned(key, other.key);
        }

        private int bytes() {
            return key.length + value.length + OVERHEAD;
        }
    }

    /// All entries in their order.
    interface Sorted extends AutoCloseable {

        /// Empty after the last.
        Optional<Entry> next() throws IOException;

        @Override
        void close() throws IOException;
    }

    /// @param folder made when it is not there; what an earlier sorter left in it is deleted
    /// @param mostBytes that may be held in memory
    RowSorter(Path folder, long mostBytes) throws IOException {
        this.folder = folder;
        this.mostBytes = mostBytes;
        Files.createDirectories(folder);
        deleteRuns();
    }

    void add(byte[] key, byte[] value) throws IOException {
        var entry = new Entry(key, value);
        held.add(entry);
        heldBytes += entry.bytes();
        if (heldBytes >= mostBytes) {
            spill();
        }
    }

    /// To be called once, after the last entry.
    Sorted sorted() throws IOException {
        spill();
        while (runs.size() > MOST_RUNS) {
            mergeSome();
        }
        return new Merged(List.copyOf(runs));
    }

    private void spill() throws IOException {
        if (held.isEmpty()) {
            return;
        }
        held.sort(Comparator.naturalOrder());
        try (var run = newRun()) {
            for (var entry : held) {
                write(run, entry);
            }
        }
        held = new ArrayList<>();
        heldBytes = 0;
    }

    private void mergeSome() throws IOException {
        var some = new ArrayList<Path>();
        while (some.size() < MOST_RUNS) {
            some.add(runs.removeFirst());
        }
        try (var merged = new Merged(some);
                var run = newRun()) {
            for (var entry = merged.next(); entry.isPresent(); entry = merged.next()) {
                write(run, entry.get());
            }
        }
        for (var path : some) {
            Files.delete(path);
        }
    }

    private DataOutputStream newRun() throws IOException {
        var path = folder.resolve("run-" + made++);
        runs.addLast(path);
        return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(path), BUFFER));
    }

    private static void write(DataOutputStream out, Entry entry) throws IOException {
        out.writeInt(entry.key().length);
        out.writeInt(entry.value().length);
        out.write(entry.key());
        out.write(entry.value());
    }

    private void deleteRuns() throws IOException {
        try (var old = Files.newDirectoryStream(folder, "run-*")) {
            for (var path : old) {
                Files.delete(path);
            }
        }
    }

    @Override
    public void close() throws IOException {
        deleteRuns();
    }

    private static final class Merged implements Sorted {

        private final PriorityQueue<Run> heads =
                new PriorityQueue<>(Comparator.comparing(run -> run.head));
        private final List<DataInputStream> open = new ArrayList<>();

        private Merged(List<Path> paths) throws IOException {
            try {
                for (var path : paths) {
                    var in =
                            new DataInputStream(
                                    new BufferedInputStream(Files.newInputStream(path), BUFFER));
                    open.add(in);
                    read(in).ifPresent(head -> heads.add(new Run(in, head)));
                }
            } catch (IOException e) {
                close();
                throw e;
            }
        }

        @Override
        public Optional<Entry> next() throws IOException {
            var run = heads.poll();
            if (run == null) {
                return Optional.empty();
            }
            var entry = run.head;
            read(run.in).ifPresent(head -> heads.add(new Run(run.in, head)));
            return Optional.of(entry);
        }

        private static Optional<Entry> read(DataInputStream in) throws IOException {
            int keyBytes;
            try {
                keyBytes = in.readInt();
            } catch (EOFException _) {
                return Optional.empty();
            }
            var key = new byte[keyBytes];
            var value = new byte[in.readInt()];
            in.readFully(key);
            in.readFully(value);
            return Optional.of(new Entry(key, value));
        }

        @Override
        public void close() throws IOException {
            for (var in : open) {
                in.close();
            }
        }

        private record Run(DataInputStream in, Entry head) {}
    }
}
