package org.reasoningrouter.router.evaluate;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// Lines of a file, packed with gzip or not, read one at a time so that its size does not matter.
///
/// Bytes that are no UTF-8 become U+FFFD.
final class LineFile implements AutoCloseable {

    private static final int BUFFER = 1 << 16;
    private static final int GZIP_MAGIC_1 = 0x1f;
    private static final int GZIP_MAGIC_2 = 0x8b;
    private static final String PACKED = ".gz";
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final CountedBytes bytes;
    private final BufferedReader lines;
    private final long size;
    private long number;

    private LineFile(CountedBytes bytes, BufferedReader lines, long size) {
        this.bytes = bytes;
        this.lines = lines;
        this.size = size;
    }

    static LineFile open(Path path) throws IOException {
        var size = Files.isRegularFile(path) ? Files.size(path) : 0;
        var counted = new CountedBytes(Files.newInputStream(path));
        try {
            var unpacked = unpacked(new BufferedInputStream(counted, BUFFER));
            var text = new InputStreamReader(unpacked, StandardCharsets.UTF_8);
            return new LineFile(counted, new BufferedReader(text, BUFFER), size);
        } catch (IOException e) {
            counted.close();
            throw e;
        }
    }

    /// A file to write lines to; packed when its name ends in `.gz`.
    static Writer create(Path path) throws IOException {
        if (!path.toString().endsWith(PACKED)) {
            return Files.newBufferedWriter(path);
        }
        var packed = new GZIPOutputStream(Files.newOutputStream(path), BUFFER);
        return new BufferedWriter(new OutputStreamWriter(packed, StandardCharsets.UTF_8), BUFFER);
    }

    // By its first bytes: a name promises nothing.
    private static InputStream unpacked(BufferedInputStream bytes) throws IOException {
        bytes.mark(2);
        var packed = bytes.read() == GZIP_MAGIC_1 && bytes.read() == GZIP_MAGIC_2;
        bytes.reset();
        return packed ? new GZIPInputStream(bytes, BUFFER) : bytes;
    }

    /// The next line; empty at the end of the file.
    Optional<String> next() throws IOException {
        var line = lines.readLine();
        if (line == null) {
            return Optional.empty();
        }
        number++;
        var marked = number == 1 && line.startsWith(BYTE_ORDER_MARK);
        return Optional.of(marked ? line.substring(1) : line);
    }

    /// The number of the line that came last, from 1, as editors count.
    long number() {
        return number;
    }

    /// How much of the file is read, 0 to 1; empty when nobody knows how long it is.
    OptionalDouble done() {
        return size > 0
                ? OptionalDouble.of(Math.min(1, (double) bytes.count / size))
                : OptionalDouble.empty();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    /// Counts what is read of a file, packed or not.
    private static final class CountedBytes extends FilterInputStream {

        private long count;

        private CountedBytes(InputStream bytes) {
            super(bytes);
        }

        @Override
        public int read() throws IOException {
            var one = super.read();
            count += one < 0 ? 0 : 1;
            return one;
        }

        @Override
        public int read(byte[] into, int from, int most) throws IOException {
            var some = super.read(into, from, most);
            count += Math.max(0, some);
            return some;
        }
    }
}
