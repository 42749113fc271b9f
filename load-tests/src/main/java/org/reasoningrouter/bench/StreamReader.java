package org.reasoningrouter.bench;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/// One way to take in a stream. Threads share it: each reads streams of its own.
interface StreamReader extends AutoCloseable {

    /// Makes a call and reads it to its end.
    ///
    /// @param firstToken is told when something of the stream has come
    /// @throws IOException when not all of it came
    void read(Runnable firstToken) throws IOException, InterruptedException;

    @Override
    void close();

    /// What `worker.llm.read-pause` is by default.
    Duration READ_PAUSE = Duration.ofMillis(200);

    /// Reads exactly so many bytes and looks at none.
    static void drain(InputStream in, long bytes, Runnable firstToken) throws IOException {
        var buffer = new byte[8192];
        var left = bytes;
        while (left > 0) {
            var read = in.read(buffer);
            if (read < 0) {
                throw new IOException("ended " + left + " bytes too early");
            }
            if (left == bytes) {
                firstToken.run();
            }
            left -= read;
        }
        if (left < 0) {
            throw new IOException(-left + " bytes too many");
        }
    }

    /// What is compared: ours, and what is below it.
    enum Kind {
        CLIENT("LlmClient"),
        UNPAUSED_CLIENT("LlmClient, read pause 0"),
        HTTP("java.net.http, nothing parsed"),
        SOCKET("bare sockets, nothing parsed");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }

        StreamReader open(int port, StreamScript script) {
            return switch (this) {
                case CLIENT -> new LlmStreamReader(port, script, READ_PAUSE);
                case UNPAUSED_CLIENT -> new LlmStreamReader(port, script, Duration.ZERO);
                case HTTP -> new HttpStreamReader(port, script);
                case SOCKET -> new SocketStreamReader(port, script);
            };
        }
    }
}
