package org.reasoningrouter.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;

/// The server of `router bench client`, a program of its own so that its CPU and heap are its own.
///
/// It sends prepared bytes over bare sockets, because a server that builds its chunks would take
/// from the client the CPU that is measured. It reads of a request only where it ends.
final class StreamServer {

    static final byte[] HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);
    static final String PORT = "port=";

    private static final int BACKLOG = 4096;
    private static final String LENGTH = "content-length:";

    private final List<byte[]> frames;
    private final StreamPace pace;

    private StreamServer(List<byte[]> frames, StreamPace pace) {
        this.frames = frames;
        this.pace = pace;
    }

    /// Prints `port=…` and serves until it is killed.
    public static void main(String[] arguments) throws IOException {
        var plan = StreamPlan.fromProperties();
        var server = new StreamServer(plan.script().frames(), plan.pace());
        try (var socket = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            System.out.println(PORT + socket.getLocalPort());
            while (true) {
                var connection = socket.accept();
                threads.execute(() -> server.serve(connection));
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            var in = new BufferedInputStream(connection.getInputStream());
            while (readRequest(in)) {
                stream(connection);
            }
        } catch (IOException _) {
            // The client is gone; it reports what it lacks.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    // Against the start of the call, so that late chunks do not add up.
    private void stream(Socket connection) throws IOException, InterruptedException {
        var out = connection.getOutputStream();
        var start = System.nanoTime();
        out.write(HEAD);
        for (var i = 0; i < frames.size(); i++) {
            var left = start + pace.dueNanos(i) - System.nanoTime();
            if (left > 0) {
                Thread.sleep(Duration.ofNanos(left));
            }
            out.write(frames.get(i));
        }
    }

    // False at the end of the connection.
    private static boolean readRequest(InputStream in) throws IOException {
        var length = 0;
        var line = readLine(in);
        if (line.isEmpty()) {
            return false;
        }
        while (!line.isEmpty()) {
            if (line.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
                length = Integer.parseInt(line.substring(LENGTH.length()).strip());
            }
            line = readLine(in);
        }
        return in.readNBytes(length).length == length;
    }

    private static String readLine(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (var b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.append((char) b);
        }
        return line.toString().strip();
    }
}
