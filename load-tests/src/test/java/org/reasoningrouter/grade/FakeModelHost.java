package org.reasoningrouter.grade;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;

/// A real server on this machine that answers each POST as the test says, and keeps what it was
/// asked. It tells nothing of its family.
final class FakeModelHost implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    final List<JsonNode> asked = new CopyOnWriteArrayList<>();
    final List<String> keys = new CopyOnWriteArrayList<>();

    /// @param body of the reply, whatever its status
    record Reply(int status, String body) {}

    FakeModelHost(Function<JsonNode, Reply> answer) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> play(answer, exchange));
        server.start();
    }

    /// A judge that replies with a text to the prompt that it is shown.
    static FakeModelHost judging(Function<String, String> reply) throws IOException {
        return new FakeModelHost(body ->
                new Reply(200, streamed(reply.apply(body.at("/messages/0/content").asText()))));
    }

    private static String streamed(String text) {
        var delta = JSON.createObjectNode();
        var choice = delta.putArray("choices").addObject();
        choice.put("index", 0).put("finish_reason", "stop");
        choice.putObject("delta").put("content", text);
        return "data: " + delta + "\n\ndata: [DONE]\n\n";
    }

    private void play(Function<JsonNode, Reply> answer, HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("POST")) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            var body = JSON.readTree(exchange.getRequestBody().readAllBytes());
            asked.add(body);
            keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            var reply = answer.apply(body);
            var bytes = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
