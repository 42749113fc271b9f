package org.reasoningrouter.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.reasoningrouter.local.SimulatorLedger.Call;
import org.reasoningrouter.local.SimulatorLedger.End;

/// The stand-in for a model server: it speaks the OpenAI API over HTTP, plays a hybrid model that
/// thinks for a log-normal while, and says in every answer that it is simulated. Threads share it.
///
/// The same conversation always gets the same reply. Its ledger counts every token that it
/// generated, also of calls that were cut off.
public final class LlmSimulator implements AutoCloseable {

    public static final String MODEL = "simulated-hybrid";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DEFAULT_TOKENS = 32_768;

    private final SimulatorSettings settings;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final SimulatorLedger ledger = new SimulatorLedger();
    private final SimulatorFaults faults;
    private final CountDownLatch closed = new CountDownLatch(1);

    private LlmSimulator(SimulatorSettings settings, HttpServer server) {
        this.settings = settings;
        this.server = server;
        this.faults = new SimulatorFaults(closed);
    }

    /// Starts a server on this machine.
    ///
    /// @param port 0: any free one
    public static LlmSimulator start(int port, SimulatorSettings settings) throws IOException {
        // Without it each chunk waits 40 ms for the acknowledgement of the one before.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        var simulator = new LlmSimulator(settings, HttpServer.create(address, 0));
        simulator.listen();
        return simulator;
    }

    /// Runs on its own: `LlmSimulator [port] [timeScale]`.
    public static void main(String[] args) throws IOException, InterruptedException {
        var port = args.length > 0 ? Integer.parseInt(args[0]) : 8000;
        var scale = args.length > 1 ? Double.parseDouble(args[1]) : 1;
        try (var simulator = start(port, SimulatorSettings.scaled(scale))) {
            System.out.println("simulated model server at " + simulator.url());
            Thread.currentThread().join();
        }
    }

    /// What a client takes as the base of the API.
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    public SimulatorLedger ledger() {
        return ledger;
    }

    /// Calls that begin from here on meet this fault.
    public void fault(SimulatorFault fault) {
        faults.now(fault);
    }

    private void listen() {
        server.createContext("/v1/chat/completions", this::chat);
        server.createContext("/v1/models", exchange -> json(exchange, 200, models()));
        server.createContext("/health", exchange -> json(exchange, 200, "{}"));
        server.setExecutor(threads);
        server.start();
    }

    private void chat(HttpExchange exchange) throws IOException {
        ledger.start();
        var callId = exchange.getRequestHeaders().getFirst("X-Call-Id");
        var id = callId == null ? "" : callId;
        var ended = false;
        try (exchange) {
            var body = JSON.readTree(exchange.getRequestBody().readAllBytes());
            exchange.getResponseHeaders().set("X-Simulated", "true");
            if (!body.path("messages").isArray()) {
                json(exchange, 400, "{\"error\":{\"code\":400,\"message\":\"no messages\"}}");
            } else if (!faults.playBefore(exchange)) {
                ended = true;
                answer(exchange, id, body);
            }
        } finally {
            if (!ended) {
                ledger.end(new Call(id, End.TURNED_AWAY, 0, 0, 0));
            }
        }
    }

    private void answer(HttpExchange exchange, String id, JsonNode body) throws IOException {
        var reply = reply(body);
        var options = body.path("stream_options");
        var mayCount = faults.now() != SimulatorFault.NO_USAGE;
        var asked =
                new SimulatedStream.Asked(
                        body.path("model").asText(MODEL),
                        mayCount && options.path("continuous_usage_stats").asBoolean(false));
        var stream = body.path("stream").asBoolean(false);
        exchange.getResponseHeaders()
                .set("Content-Type", stream ? "text/event-stream" : "application/json");
        exchange.sendResponseHeaders(200, 0);
        var out = exchange.getResponseBody();
        var sent = new SimulatedStream(settings, reply, asked, out);
        var mayUsage = mayCount && (!stream || options.path("include_usage").asBoolean(false));
        if (!generated(sent, stream, exchange)) {
            ledger.end(call(id, End.CUT, reply, sent));
            return;
        }
        // Before the last bytes go out, so that whoever has the answer finds the call here.
        ledger.end(call(id, End.COMPLETED, reply, sent));
        try {
            sent.finish(stream, mayUsage);
        } catch (IOException _) {
            // The client has left after everything was generated: it pays for all of it.
        }
    }

    // Plays the call up to its end; false when the client left or a fault cut it.
    private boolean generated(SimulatedStream sent, boolean stream, HttpExchange exchange) {
        try {
            if (!stream) {
                sent.generateSilently();
            } else if (faults.playWithin(sent, exchange)) {
                return false;
            } else {
                sent.generate();
            }
            return true;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Call call(String id, End end, SimulatedReply reply, SimulatedStream sent) {
        return new Call(id, end, reply.input(), sent.reasoningTokens(), sent.answerTokens());
    }

    private SimulatedReply reply(JsonNode body) {
        var texts = new ArrayList<String>();
        body.path("messages").forEach(message -> texts.add(message.path("content").asText("")));
        var thinks = body.path("chat_template_kwargs").path("enable_thinking").asBoolean(true);
        var most = body.path("max_completion_tokens").asLong(DEFAULT_TOKENS);
        return SimulatedReply.to(
                List.copyOf(texts), thinks, body.path("max_tokens").asLong(most), settings);
    }

    private static String models() {
        var models = JSON.createObjectNode().put("object", "list");
        models.putArray("data")
                .addObject()
                .put("id", MODEL)
                .put("object", "model")
                .put("simulated", true);
        return models.toString();
    }

    private static void json(HttpExchange exchange, int status, String json) throws IOException {
        var bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
        try {
            threads.awaitTermination(Duration.ofSeconds(5).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
