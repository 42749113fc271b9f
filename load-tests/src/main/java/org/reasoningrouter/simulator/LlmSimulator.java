package org.reasoningrouter.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.reasoningrouter.simulator.Connection.Received;
import org.reasoningrouter.simulator.SimulatorFault.Place;
import org.reasoningrouter.simulator.SimulatorLedger.Call;
import org.reasoningrouter.simulator.SimulatorLedger.End;

/// The stand-in for a model server: it speaks HTTP as one of the real families does, plays a hybrid
/// model that thinks for a log-normal while, and says in every answer that it is simulated. Threads
/// share it.
///
/// The same conversation always gets the same reply. Its ledger counts every token that it
/// generated, also of calls that were cut off.
public final class LlmSimulator implements AutoCloseable {

    public static final String MODEL = "simulated-hybrid";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TYPE = "application/json";
    private static final int WAITING_CONNECTIONS = 4096;

    private final SimulatorSettings settings;
    private final ServerSocket socket;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final SimulatorLedger ledger;
    private final SimulatorMetrics metrics = new SimulatorMetrics();
    private final PrefixCache cache;
    private final SimulatorQueue queue;
    private final AskReader reader;
    private final ProbeReplies probes;
    private final FaultReplies faults;
    private final FaultChoice choice;
    private final CallRun.Ways ways;
    private final AtomicLong ids = new AtomicLong();
    private final Map<String, SimulatedCall> controllable = new ConcurrentHashMap<>();
    private volatile boolean closed;

    private LlmSimulator(SimulatorSettings settings, ServerSocket socket) {
        this.settings = settings;
        this.socket = socket;
        cache = new PrefixCache(settings.cachedBlocks());
        ledger = new SimulatorLedger(settings.keepsCalls());
        queue = new SimulatorQueue(settings.places(), settings.waiting(), metrics);
        reader = new AskReader(settings.family(), settings.modelName());
        probes = new ProbeReplies(settings.family(), settings.modelName());
        faults = new FaultReplies(settings.family());
        choice = new FaultChoice(settings, ledger);
        ways = new CallRun.Ways(settings, ledger, metrics, faults, queue::load);
    }

    /// Starts a server on this machine.
    ///
    /// @param port 0: any free one
    public static LlmSimulator start(int port, SimulatorSettings settings) throws IOException {
        return start(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), settings);
    }

    /// Starts a server on an address of this machine.
    public static LlmSimulator start(InetSocketAddress address, SimulatorSettings settings)
            throws IOException {
        var socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(address, WAITING_CONNECTIONS);
        var simulator = new LlmSimulator(settings, socket);
        simulator.threads.execute(simulator::listen);
        return simulator;
    }

    /// What a client takes as the base of the API.
    public String url() {
        return "http://127.0.0.1:" + socket.getLocalPort() + "/v1";
    }

    public SimulatorLedger ledger() {
        return ledger;
    }

    public SimulatorMetrics metrics() {
        return metrics;
    }

    /// Calls that begin from here on meet this fault.
    public void fault(SimulatorFault fault) {
        choice.always(fault);
    }

    private void listen() {
        while (!closed) {
            try {
                var connection = new Connection(socket.accept());
                connections.add(connection);
                threads.execute(() -> serve(connection));
            } catch (IOException _) {
                // The server closes, or one client left before it was greeted.
            }
        }
    }

    private void serve(Connection connection) {
        try (connection) {
            for (var received = connection.next();
                    received.isPresent() && !closed;
                    received = connection.next()) {
                answer(received.get(), connection);
            }
        } catch (IOException | NumberFormatException _) {
            // The client has left, a fault has closed the connection, or it speaks no HTTP.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(connection);
        }
    }

    private void answer(Received received, Connection to) throws IOException, InterruptedException {
        var path = Endpoint.path(received.path());
        var endpoint = Endpoint.of(path, settings.family());
        if (received.method().equals("POST") && endpoint.isPresent()) {
            call(endpoint.get(), received, to);
        } else if (path.equals("/metrics")) {
            var text = metrics.text(settings.modelName());
            to.send(200, "text/plain; version=0.0.4", Map.of(), bytes(text));
        } else if (received.method().equals("POST")) {
            post(path, received, to);
        } else {
            sendOr404(probes.get(path), to);
        }
    }

    private void post(String path, Received received, Connection to) throws IOException {
        try {
            var body = json(received);
            if (path.equals("/v1/chat/completions/control")
                    && settings.family() == Family.LLAMA_CPP) {
                control(body, to);
            } else {
                sendOr404(probes.post(path, body), to);
            }
        } catch (RefusedException e) {
            send(to, e.status(), faults.error(e.status(), e.reason()));
        }
    }

    private void control(JsonNode body, Connection to) throws IOException {
        var call = controllable.get(body.path("id").asText());
        if (call == null || !body.path("action").asText().equals("reasoning_end")) {
            send(to, 404, faults.error(404, "no such completion, or no such action"));
            return;
        }
        call.endThought();
        send(to, 200, "{\"success\":true,\"simulated\":true}");
    }

    private void call(Endpoint endpoint, Received received, Connection to)
            throws IOException, InterruptedException {
        ledger.start();
        var callId = received.header("X-Call-Id").orElse("");
        try {
            var fault = choice.faultOf(received);
            var body = json(received);
            var asked =
                    switch (endpoint) {
                        case CHAT, MESSAGES -> reader.chat(body, fault);
                        case COMPLETIONS -> reader.completion(body, fault);
                        case GENERATE -> reader.generate(body, fault);
                    };
            if (fault.place() == Place.INSTEAD) {
                playInstead(fault, callId, received, to);
            } else if (queue.enter()) {
                run(endpoint, new CallRun.Served(callId, asked, fault, to));
            } else {
                turnedAway(callId);
                full(to);
            }
        } catch (RefusedException e) {
            turnedAway(callId);
            send(to, e.status(), faults.error(e.status(), e.reason()));
        }
    }

    private void playInstead(SimulatorFault fault, String callId, Received received, Connection to)
            throws IOException, InterruptedException {
        if (!fault.lasts()) {
            turnedAway(callId);
            faults.instead(fault, received, to);
            return;
        }
        try {
            faults.instead(fault, received, to);
        } finally {
            turnedAway(callId);
        }
    }

    // Before anything is sent, so that whoever has the reply finds the call in the ledger.
    private void turnedAway(String callId) {
        ledger.end(new Call(callId, End.TURNED_AWAY, 0, 0, 0, 0));
    }

    private void run(Endpoint endpoint, CallRun.Served served)
            throws IOException, InterruptedException {
        var asked = served.asked();
        var id = "simulated-" + ids.incrementAndGet();
        var call = new SimulatedCall(asked, settings.model(), cache.cached(asked.prompt()));
        cache.add(asked.prompt());
        if (asked.reply().controllable()) {
            controllable.put(id, call);
        }
        try {
            new CallRun(served, call, ways).run(endpoint.format(settings.family(), asked, id));
        } finally {
            cache.add(call.computed());
            controllable.remove(id);
            queue.leave();
        }
    }

    // One's own servers are full; a hosted one says that its client asks too much.
    private void full(Connection to) throws IOException {
        var status = settings.family().isHosted() ? 429 : 503;
        var body = faults.error(status, "the waiting queue is full");
        to.send(status, TYPE, Map.of("Retry-After", "1"), bytes(body));
    }

    private JsonNode json(Received received) throws RefusedException {
        var upgrades = received.header("Upgrade").filter("h2c"::equalsIgnoreCase).isPresent();
        if (upgrades && settings.family().losesBodyOnUpgrade()) {
            throw new RefusedException(
                    400, "[{'type': 'missing', 'loc': ('body',), 'msg': 'Field required'}]");
        }
        try {
            var body = JSON.readTree(received.body());
            if (body == null || !body.isObject()) {
                throw new RefusedException(400, "the body is no JSON object");
            }
            return body;
        } catch (JsonProcessingException e) {
            throw new RefusedException(400, "the body is no JSON: " + e.getOriginalMessage());
        }
    }

    private void sendOr404(Optional<String> body, Connection to) throws IOException {
        if (body.isPresent()) {
            send(to, 200, body.get());
        } else {
            send(to, 404, faults.error(404, "Not Found"));
        }
    }

    private static void send(Connection to, int status, String body) throws IOException {
        to.send(status, TYPE, Map.of(), bytes(body));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        closed = true;
        try {
            socket.close();
        } catch (IOException _) {
            // It is gone either way.
        }
        connections.forEach(Connection::close);
        threads.shutdownNow();
        try {
            threads.awaitTermination(Duration.ofSeconds(5).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
