package org.reasoningrouter.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/// What a measured program tells of its model's work, at a port that it prints.
public final class Figures {

    static final String PORT = "figures-port=";

    private static final ObjectMapper JSON = new ObjectMapper();

    private Figures() {}

    /// Prints the port once whoever asks there is answered; to be called when the program works. It
    /// ends when the bench that started it does, whatever ends that.
    public static void serve(Supplier<ModelWork> work) throws IOException {
        var server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    var body = JSON.writeValueAsBytes(work.get());
                    exchange.sendResponseHeaders(200, body.length);
                    try (var out = exchange.getResponseBody()) {
                        out.write(body);
                    }
                });
        server.start();
        ProcessHandle.current().parent().ifPresent(Figures::endWith);
        System.out.println(PORT + server.getAddress().getPort());
    }

    private static void endWith(ProcessHandle bench) {
        var _ = bench.onExit().thenRun(() -> System.exit(0));
    }
}
