package org.reasoningrouter.worker.invoke;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Takes server-sent events out of a stream of bytes.
///
/// A line is decoded once it is whole, so a character may be cut anywhere. Comments and fields
/// other than `data` are passed over.
final class SseParser {

    private static final int BUFFER = 8192;

    private final InputStream bytes;
    private final long most;
    private final byte[] buffer = new byte[BUFFER];
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int next;
    private int end;
    private long read;

    /// @param most the most bytes that are read in all
    SseParser(InputStream bytes, long most) {
        this.bytes = bytes;
        this.most = most;
    }

    /// The data of the next event; empty at the end of the stream.
    ///
    /// @throws TooLargeException when the stream is longer than it may be
    Optional<String> next() throws IOException {
        var data = new StringBuilder();
        var begun = false;
        while (readLine()) {
            var text = line.toString(StandardCharsets.UTF_8);
            if (text.isEmpty()) {
                if (begun) {
                    return Optional.of(data.toString());
                }
            } else if (text.startsWith("data:")) {
                if (begun) {
                    data.append('\n');
                }
                data.append(text, text.startsWith("data: ") ? 6 : 5, text.length());
                begun = true;
            }
        }
        return begun ? Optional.of(data.toString()) : Optional.empty();
    }

    // A last line without a line end counts: some servers leave out the blank line after [DONE].
    private boolean readLine() throws IOException {
        line.reset();
        for (var b = readByte(); b >= 0; b = readByte()) {
            if (b == '\n') {
                return true;
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.size() > 0;
    }

    private int readByte() throws IOException {
        if (next == end) {
            end = bytes.read(buffer);
            next = 0;
            if (end <= 0) {
                end = 0;
                return -1;
            }
            read += end;
            if (read > most) {
                throw new TooLargeException(most);
            }
        }
        return buffer[next++] & 0xff;
    }

    /// A stream longer than it may be.
    static final class TooLargeException extends IOException {

        private static final long serialVersionUID = 1;

        TooLargeException(long most) {
            super("more than " + most + " bytes");
        }
    }
}
