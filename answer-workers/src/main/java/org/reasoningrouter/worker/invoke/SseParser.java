package org.reasoningrouter.worker.invoke;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;

/// Takes server-sent events out of a stream of bytes.
///
/// A line stays in the buffer until it is whole and is decoded from there, so a character may be
/// cut anywhere. Comments and fields other than `data` are passed over undecoded.
final class SseParser {

    private static final int BUFFER = 8192;
    private static final byte[] DATA = "data:".getBytes(StandardCharsets.US_ASCII);

    private final InputStream bytes;
    private final long most;
    private byte[] buffer = new byte[BUFFER];
    private int lineStart;
    private int lineEnd;
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
        var data = new ArrayList<String>(1);
        while (readLine()) {
            if (isData()) {
                data.add(value());
            } else if (lineStart == lineEnd && !data.isEmpty()) {
                break;
            }
        }
        return switch (data.size()) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(data.getFirst());
            default -> Optional.of(String.join("\n", data));
        };
    }

    private boolean isData() {
        var nameEnd = lineStart + DATA.length;
        return nameEnd <= lineEnd
                && Arrays.equals(buffer, lineStart, nameEnd, DATA, 0, DATA.length);
    }

    private String value() {
        var from = lineStart + DATA.length;
        if (from < lineEnd && buffer[from] == ' ') {
            from++;
        }
        return new String(buffer, from, lineEnd - from, StandardCharsets.UTF_8);
    }

    // A last line without a line end counts: some servers leave out the blank line after [DONE].
    private boolean readLine() throws IOException {
        var length = 0;
        do {
            while (next + length < end) {
                if (buffer[next + length] == '\n') {
                    take(length);
                    next++;
                    return true;
                }
                length++;
            }
        } while (fill());
        take(length);
        return length > 0;
    }

    private void take(int length) {
        lineStart = next;
        next += length;
        lineEnd = length > 0 && buffer[next - 1] == '\r' ? next - 1 : next;
    }

    /// Reads more bytes behind those of the line under way, which may move.
    private boolean fill() throws IOException {
        makeRoom();
        var got = bytes.read(buffer, end, buffer.length - end);
        if (got <= 0) {
            return false;
        }
        end += got;
        read += got;
        if (read > most) {
            throw new TooLargeException(most);
        }
        return true;
    }

    private void makeRoom() {
        if (next > 0) {
            System.arraycopy(buffer, next, buffer, 0, end - next);
            end -= next;
            next = 0;
        }
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
    }

    /// A stream longer than it may be.
    static final class TooLargeException extends IOException {

        private static final long serialVersionUID = 1;

        TooLargeException(long most) {
            super("more than " + most + " bytes");
        }
    }
}
