package org.reasoningrouter.replay;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.reasoningrouter.wire.Prompt;

/// The recorded scores of an input's rows, in a file in the order of the rows.
///
/// @param model version of the classifier that they are of
record ScoredRows(Path file, String model) {

    private static final int VALUE = Double.BYTES + 1;
    private static final int BUFFER = 1 << 16;

    /// A score as it lies in the file.
    static byte[] value(double score, boolean truncated) {
        return ByteBuffer.allocate(VALUE).putDouble(score).put((byte) (truncated ? 1 : 0)).array();
    }

    /// Writes them.
    ///
    /// @param sorted numbers of rows as keys, with values
    static void write(Path file, RowSorter.Sorted sorted) throws IOException {
        try (var out =
                new DataOutputStream(
                        new BufferedOutputStream(Files.newOutputStream(file), BUFFER))) {
            for (var row = sorted.next(); row.isPresent(); row = sorted.next()) {
                out.write(row.get().key());
                out.write(row.get().value());
            }
        }
    }

    Reader reader() throws IOException {
        return new Reader(
                new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER)));
    }

    /// Gives rows, which come in their order, their scores.
    static final class Reader implements AutoCloseable {

        private final DataInputStream in;
        private long row;
        private double score;
        private boolean truncated;

        private Reader(DataInputStream in) throws IOException {
            this.in = in;
            advance();
        }

        Prompt scored(long number, Prompt prompt) throws IOException {
            while (row < number) {
                advance();
            }
            return row == number ? RecordedClassifier.with(prompt, score, truncated) : prompt;
        }

        private void advance() throws IOException {
            try {
                row = in.readLong();
                score = in.readDouble();
                truncated = in.readByte() != 0;
            } catch (EOFException _) {
                row = Long.MAX_VALUE;
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
