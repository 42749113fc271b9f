package org.reasoningrouter.local;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.reasoningrouter.local.PromptLine.Broken;
import org.reasoningrouter.local.PromptLine.Intact;

/// Prompts as JSON lines, gzipped or not, read one at a time.
///
/// Bytes that are no UTF-8 become U+FFFD here, for which the router rejects the prompt with its
/// reason.
public final class PromptFile implements AutoCloseable {

    private static final int GZIP_MAGIC_1 = 0x1f;
    private static final int GZIP_MAGIC_2 = 0x8b;

    private final BufferedReader lines;
    private long number;

    private PromptFile(BufferedReader lines) {
        this.lines = lines;
    }

    public static PromptFile open(Path path) throws IOException {
        var bytes = new BufferedInputStream(Files.newInputStream(path));
        try {
            return new PromptFile(
                    new BufferedReader(
                            new InputStreamReader(unzipped(bytes), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            bytes.close();
            throw e;
        }
    }

    // By its first bytes: a name promises nothing.
    private static InputStream unzipped(BufferedInputStream bytes) throws IOException {
        bytes.mark(2);
        var zipped = bytes.read() == GZIP_MAGIC_1 && bytes.read() == GZIP_MAGIC_2;
        bytes.reset();
        return zipped ? new GZIPInputStream(bytes) : bytes;
    }

    /// The next line that is not blank; empty at the end of the file.
    public Optional<PromptLine> next() throws IOException {
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (!line.isBlank()) {
                return Optional.of(read(line));
            }
        }
        return Optional.empty();
    }

    private PromptLine read(String line) {
        try {
            return new Intact(number, PromptJson.read(line));
        } catch (IllegalArgumentException e) {
            return new Broken(number, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
