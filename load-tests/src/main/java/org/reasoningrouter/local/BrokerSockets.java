package org.reasoningrouter.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.server.ServerSocketFactory;

/// Sockets on the loopback address that are bound before their broker starts, so that no one can
/// take a free port between choosing and using it.
final class BrokerSockets implements ServerSocketFactory, AutoCloseable {

    static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private final Map<String, ServerSocketChannel> byListener = new ConcurrentHashMap<>();

    /// Binds a listener's socket.
    ///
    /// @param port 0 for any free one
    /// @return its port
    int bind(String listener, int port) throws IOException {
        var socket = ServerSocketChannel.open();
        try {
            // The acceptor selects on it: a blocking one would kill its thread and hang the start
            // for ever.
            socket.configureBlocking(false);
            socket.bind(new InetSocketAddress(LOOPBACK, port));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        byListener.put(listener, socket);
        return ((InetSocketAddress) socket.getLocalAddress()).getPort();
    }

    @Override
    public ServerSocketChannel openServerSocket(
            String listener, InetSocketAddress address, int backlog, int receiveBuffer)
            throws IOException {
        var socket = byListener.remove(listener);
        if (socket == null) {
            throw new IOException("no socket is bound for " + listener);
        }
        return socket;
    }

    /// Closes what nobody took.
    @Override
    public void close() throws IOException {
        for (var socket : byListener.values()) {
            socket.close();
        }
    }
}
