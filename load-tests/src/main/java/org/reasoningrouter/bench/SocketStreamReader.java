package org.reasoningrouter.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A socket for each call, read on a virtual thread: what the kernel and the JDK's threads cost.
final class SocketStreamReader implements StreamReader {

    private static final byte[] REQUEST =
            "POST / HTTP/1.1\r\nHost: bench\r\nContent-Length: 2\r\n\r\n{}"
                    .getBytes(StandardCharsets.US_ASCII);

    private final int port;
    private final long bytes;

    SocketStreamReader(int port, StreamScript script) {
        this.port = port;
        bytes = script.frames().stream().mapToLong(frame -> frame.length).sum();
    }

    @Override
    public void read(Runnable firstToken) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(REQUEST);
            var in = socket.getInputStream();
            in.skipNBytes(StreamServer.HEAD.length);
            StreamReader.drain(in, bytes, firstToken);
        }
    }

    @Override
    public void close() {
        // Each call closes its own socket.
    }
}
