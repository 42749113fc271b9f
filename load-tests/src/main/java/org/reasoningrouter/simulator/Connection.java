package org.reasoningrouter.simulator;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// One client's HTTP/1.1 connection. It belongs to its thread; any thread may close it.
///
/// The JDK's own server hides the socket, and without it there is no TCP reset, no control over
/// segments, and no way to see that a waiting client has left.
final class Connection implements AutoCloseable {

    private static final int LONGEST_LINE = 64 << 10;
    private static final int LARGEST_BODY = 64 << 20;

    private final Socket socket;
    private final PushbackInputStream in;
    private final OutputStream out;
    private boolean chunked;

    Connection(Socket socket) throws IOException {
        this.socket = socket;
        // Without it each chunk waits 40 ms for the acknowledgement of the one before.
        socket.setTcpNoDelay(true);
        in = new PushbackInputStream(new BufferedInputStream(socket.getInputStream()), 1);
        out = new BufferedOutputStream(socket.getOutputStream(), 16 << 10);
    }

    /// What a client asks.
    ///
    /// @param headers by their names in lower case
    record Received(String method, String path, Map<String, String> headers, String body) {

        Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
        }
    }

    /// The next request; empty when the client has left.
    Optional<Received> next() throws IOException {
        socket.setSoTimeout(0);
        var first = readLine();
        if (first.isEmpty()) {
            return Optional.empty();
        }
        var words = first.split(" ", 3);
        if (words.length < 3) {
            throw new IOException("no HTTP request line");
        }
        var headers = readHeaders();
        return Optional.of(
                new Received(
                        words[0],
                        words[1].split("\\?", 2)[0],
                        headers,
                        new String(readBody(headers), StandardCharsets.UTF_8)));
    }

    /// Sends a whole answer.
    void send(int status, String type, Map<String, String> headers, byte[] body)
            throws IOException {
        head(status, type, headers, "Content-Length: " + body.length);
        out.write(body);
        out.flush();
    }

    /// Begins an answer of unknown length.
    void begin(int status, String type, Map<String, String> headers) throws IOException {
        head(status, type, headers, "Transfer-Encoding: chunked");
        chunked = true;
    }

    /// Adds to the answer that was begun; nothing leaves before [#flush].
    void write(byte[] bytes, int from, int to) throws IOException {
        out.write((Integer.toHexString(to - from) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(bytes, from, to - from);
        out.write('\r');
        out.write('\n');
    }

    void flush() throws IOException {
        out.flush();
    }

    /// Ends the answer that was begun, together with what was not flushed yet.
    void end() throws IOException {
        if (chunked) {
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            chunked = false;
        }
        out.flush();
    }

    /// Waits, and sees at once when the client leaves meanwhile.
    boolean leaves(Duration wait) throws IOException {
        socket.setSoTimeout((int) Math.max(1, wait.toMillis()));
        try {
            var next = in.read();
            if (next >= 0) {
                in.unread(next);
            }
            return next < 0;
        } catch (SocketTimeoutException _) {
            return false;
        }
    }

    /// Waits until the client leaves, or the server closes.
    void awaitLeaving() throws IOException {
        while (!leaves(Duration.ofMinutes(1))) {
            if (in.available() > 0) {
                throw new IOException("the client sends on while it should wait");
            }
        }
    }

    /// Ends the connection with a reset.
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException _) {
            // It is gone either way.
        }
    }

    private void head(int status, String type, Map<String, String> headers, String length)
            throws IOException {
        var head = new StringBuilder("HTTP/1.1 " + status + " " + reason(status) + "\r\n");
        head.append("Content-Type: " + type + "\r\nX-Simulated: true\r\n");
        headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        out.write((head + length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static String reason(int status) {
        return status < 300 ? "OK" : status < 400 ? "Elsewhere" : "No";
    }

    private Map<String, String> readHeaders() throws IOException {
        var headers = new TreeMap<String, String>();
        for (var line = readLine(); !line.isEmpty(); line = readLine()) {
            var colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return headers;
    }

    private byte[] readBody(Map<String, String> headers) throws IOException {
        if ("100-continue".equalsIgnoreCase(headers.get("expect"))) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            return readChunks();
        }
        return readExactly(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    }

    private byte[] readChunks() throws IOException {
        var body = new ByteArrayOutputStream();
        while (true) {
            var size = Integer.parseInt(readLine().split(";", 2)[0].strip(), 16);
            body.write(readExactly(size));
            readLine();
            if (size == 0) {
                return body.toByteArray();
            }
        }
    }

    private byte[] readExactly(int length) throws IOException {
        if (length > LARGEST_BODY) {
            throw new IOException("a body of " + length + " bytes");
        }
        var body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the client left within its request");
        }
        return body;
    }

    private String readLine() throws IOException {
        var line = new ByteArrayOutputStream();
        for (var next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (next != '\r') {
                line.write(next);
            }
            if (line.size() > LONGEST_LINE) {
                throw new IOException("a line of more than " + LONGEST_LINE + " bytes");
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}
