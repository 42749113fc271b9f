package org.reasoningrouter.worker.invoke;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A real server on this machine that plays one script to every call and keeps what it was asked.
final class FakeHttpServer implements AutoCloseable {

    /// What is played to a call.
    @FunctionalInterface
    interface Script {
        void play(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    volatile String body = "";
    volatile String path = "";
    volatile String key = "";
    volatile String callId = "";
    volatile String upgrade = "";

    FakeHttpServer(Script script) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> play(script, exchange));
        server.start();
    }

    private void play(Script script, HttpExchange exchange) throws IOException {
        var headers = exchange.getRequestHeaders();
        path = exchange.getRequestURI().getPath();
        key = String.valueOf(headers.getFirst("Authorization"));
        callId = String.valueOf(headers.getFirst("X-Call-Id"));
        upgrade = String.valueOf(headers.getFirst("Upgrade"));
        try (exchange) {
            body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            script.play(exchange);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    /// Hangs until the server closes.
    void hang() throws InterruptedException {
        closed.await();
    }

    static void send(HttpExchange exchange, String text) throws IOException {
        exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
    }

    static Script status(int status) {
        return exchange -> exchange.sendResponseHeaders(status, -1);
    }

    static Script stream(String... events) {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            for (var event : events) {
                send(exchange, "data: " + event + "\n\n");
            }
        };
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
