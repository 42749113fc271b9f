package org.reasoningrouter.replay;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import org.reasoningrouter.replay.input.InputRow;
import org.reasoningrouter.replay.input.InputRow.Refused;
import org.reasoningrouter.replay.input.InputRow.Taken;
import org.reasoningrouter.replay.input.PromptSource;
import org.reasoningrouter.wire.Message;

/// What one look through an input tells before anything is sent.
///
/// Ids that come again are found by sorting on disk, so memory does not grow with the input.
///
/// @param rows of the input
/// @param prompts rows that are sent
/// @param lastRow the highest number of a row
/// @param textBytes of all prompts, as UTF-8
/// @param references prompts that say what the right answer is
/// @param firstRefusal of the first row that is no prompt
record Survey(
        long rows,
        long prompts,
        long lastRow,
        long textBytes,
        long references,
        Optional<Refused> firstRefusal,
        Path repeated) {

    private static final int HASH = 16;
    private static final int BUFFER = 1 << 16;

    /// Looks through an input.
    ///
    /// @param folder for what is sorted; the survey keeps the repeated rows' numbers there
    /// @param memory bytes that sorting may hold
    static Survey of(PromptSource source, Path folder, long memory) throws IOException {
        try (var looking = new Looking(folder, memory)) {
            for (var row = source.next(); row.isPresent(); row = source.next()) {
                looking.look(row.get());
            }
            return looking.survey();
        }
    }

    long refused() {
        return rows - prompts;
    }

    /// Reads the input once more, with repeated ids refused.
    Rows rows(PromptSource source) throws IOException {
        return new Rows(
                source,
                new DataInputStream(
                        new BufferedInputStream(Files.newInputStream(repeated), BUFFER)));
    }

    /// The rows of an input of which no two have the same id.
    static final class Rows implements AutoCloseable {

        private final PromptSource source;
        private final DataInputStream repeated;
        private long nextRepeated;

        private Rows(PromptSource source, DataInputStream repeated) throws IOException {
            this.source = source;
            this.repeated = repeated;
            advance();
        }

        /// Empty at the end.
        Optional<InputRow> next() throws IOException {
            var row = source.next();
            if (row.isPresent() && row.get().number() == nextRepeated) {
                advance();
                return Optional.of(
                        new Refused(row.get().number(), "an earlier row has the same id already"));
            }
            return row;
        }

        private void advance() throws IOException {
            try {
                nextRepeated = repeated.readLong();
            } catch (EOFException _) {
                nextRepeated = -1;
            }
        }

        @Override
        public void close() throws IOException {
            repeated.close();
            source.close();
        }
    }

    private static final class Looking implements AutoCloseable {

        private final Path folder;
        private final long memory;
        private final RowSorter ids;
        private long rows;
        private long prompts;
        private long lastRow;
        private long textBytes;
        private long references;
        private Optional<Refused> firstRefusal = Optional.empty();

        private Looking(Path folder, long memory) throws IOException {
            this.folder = folder;
            this.memory = memory;
            ids = new RowSorter(folder.resolve("ids"), memory);
        }

        private void look(InputRow row) throws IOException {
            rows++;
            lastRow = row.number();
            switch (row) {
                case Refused refused -> firstRefusal = firstRefusal.or(() -> Optional.of(refused));
                case Taken taken -> {
                    prompts++;
                    textBytes += bytes(taken);
                    references += taken.prompt().getReference().isPresent() ? 1 : 0;
                    ids.add(key(taken), new byte[0]);
                }
            }
        }

        private static long bytes(Taken row) {
            return row.prompt().getMessages().stream()
                    .map(Message::getContent)
                    .mapToLong(text -> text.getBytes(StandardCharsets.UTF_8).length)
                    .sum();
        }

        // By id and then by row, so that the first row of an id stands first.
        private static byte[] key(Taken row) {
            try {
                var digest = MessageDigest.getInstance("SHA-256");
                var id = row.prompt().getPromptId().getBytes(StandardCharsets.UTF_8);
                return ByteBuffer.allocate(HASH + Long.BYTES)
                        .put(digest.digest(id), 0, HASH)
                        .putLong(row.number())
                        .array();
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }

        private Survey survey() throws IOException {
            var repeated = folder.resolve("repeated");
            try (var again = new RowSorter(folder.resolve("again"), memory)) {
                repeatedIds(again);
                try (var sorted = again.sorted();
                        var out =
                                new DataOutputStream(
                                        new BufferedOutputStream(
                                                Files.newOutputStream(repeated), BUFFER))) {
                    for (var row = sorted.next(); row.isPresent(); row = sorted.next()) {
                        out.write(row.get().key());
                    }
                }
            }
            return new Survey(
                    rows, prompts, lastRow, textBytes, references, firstRefusal, repeated);
        }

        private void repeatedIds(RowSorter again) throws IOException {
            var before = new byte[0];
            try (var sorted = ids.sorted()) {
                for (var row = sorted.next(); row.isPresent(); row = sorted.next()) {
                    var key = row.get().key();
                    if (Arrays.equals(key, 0, HASH, before, 0, Math.min(HASH, before.length))) {
                        again.add(Arrays.copyOfRange(key, HASH, key.length), new byte[0]);
                        prompts--;
                    }
                    before = key;
                }
            }
        }

        @Override
        public void close() throws IOException {
            ids.close();
        }
    }
}
