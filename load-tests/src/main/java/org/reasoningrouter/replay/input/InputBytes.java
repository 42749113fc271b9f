package org.reasoningrouter.replay.input;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/// A file's bytes, unpacked when they are gzip.
final class InputBytes {

    private static final int GZIP_MAGIC_1 = 0x1f;
    private static final int GZIP_MAGIC_2 = 0x8b;
    private static final int BUFFER = 1 << 16;

    private InputBytes() {}

    // By its first bytes: a name promises nothing.
    static InputStream open(Path file) throws IOException {
        var bytes = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        try {
            bytes.mark(2);
            var zipped = bytes.read() == GZIP_MAGIC_1 && bytes.read() == GZIP_MAGIC_2;
            bytes.reset();
            return zipped ? new GZIPInputStream(bytes, BUFFER) : bytes;
        } catch (IOException e) {
            bytes.close();
            throw e;
        }
    }
}
