package org.reasoningrouter.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A schema registry in this JVM that speaks Confluent's REST API, on the loopback address only.
///
/// For one machine: it takes Avro without references, and one instance owns its log. Threads may
/// share it.
public final class LocalRegistry implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LocalRegistry.class);
    private static final String CONTENT = "application/vnd.schemaregistry.v1+json";
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final int THREADS = 8;
    private static final int BODY_BYTES = 8 << 20;

    private final HttpServer http;
    private final ExecutorService threads;
    private final RegistryLog log;
    private final RegistryRoutes routes;
    private final ObjectMapper json = new ObjectMapper();

    private LocalRegistry(HttpServer http, RegistryLog log) {
        this.http = http;
        this.log = log;
        this.routes = new RegistryRoutes(new RegistryRules(log), json);
        this.threads =
                Executors.newFixedThreadPool(
                        THREADS, Thread.ofPlatform().daemon().name("local-registry-", 0).factory());
        http.setExecutor(threads);
        http.createContext("/", this::serve);
        http.start();
    }

    /// Starts a registry that keeps its schemas in the topic `_schemas`.
    ///
    /// @param port 0 for any free one
    /// @throws IllegalStateException when the port is taken or the broker does not answer
    public static LocalRegistry start(int port, String bootstrapServers) {
        return start(port, RegistryTopicClient.open(bootstrapServers));
    }

    /// @param log closed with the registry
    static LocalRegistry start(int port, RegistryLog log) {
        try {
            return new LocalRegistry(
                    HttpServer.create(new InetSocketAddress(LOOPBACK, port), 0), log);
        } catch (IOException | RuntimeException e) {
            log.close();
            throw new IllegalStateException(whyNot(port, e), e);
        }
    }

    private static String whyNot(int port, Exception cause) {
        return cause instanceof BindException
                ? "port " + port + " is in use: choose another one, or 0 for any free port"
                : "the registry did not start: " + cause.getMessage();
    }

    public int port() {
        return http.getAddress().getPort();
    }

    public String url() {
        return "http://" + LOOPBACK.getHostAddress() + ":" + port();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var status = 200;
            Object answer;
            try {
                answer = answer(exchange);
            } catch (RegistryRefusedException e) {
                status = e.status();
                answer = error(e.code(), String.valueOf(e.getMessage()));
            } catch (RuntimeException e) {
                LOG.error("event=registry_failed path={}", exchange.getRequestURI().getPath(), e);
                status = 500;
                answer = error(50001, "Error in the backend data store: " + e.getMessage());
            }
            send(exchange, status, json.writeValueAsBytes(answer));
        }
    }

    private Object answer(HttpExchange exchange) throws IOException {
        var body = body(exchange);
        if (!accepts(exchange.getRequestHeaders().get("Accept"))) {
            throw new RegistryRefusedException(406, "HTTP 406 Not Acceptable");
        }
        return routes.answer(exchange.getRequestMethod(), exchange.getRequestURI(), body);
    }

    private JsonNode body(HttpExchange exchange) throws IOException {
        var bytes = exchange.getRequestBody().readNBytes(BODY_BYTES + 1);
        if (bytes.length > BODY_BYTES) {
            throw new RegistryRefusedException(413, "HTTP 413 Request Entity Too Large");
        }
        try {
            return json.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw new RegistryRefusedException(400, "HTTP 400 Bad Request: the body is not JSON");
        }
    }

    private static boolean accepts(@Nullable List<String> accept) {
        return Optional.ofNullable(accept).orElse(List.of("*/*")).stream()
                .flatMap(line -> Pattern.compile(",").splitAsStream(line))
                .map(type -> type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT))
                .anyMatch(LocalRegistry::isJson);
    }

    private static boolean isJson(String type) {
        return type.equals("*/*")
                || type.equals("application/*")
                || type.equals("application/json")
                || (type.startsWith("application/vnd.schemaregistry") && type.endsWith("json"));
    }

    private static Map<String, Object> error(int code, String message) {
        return Map.of("error_code", code, "message", message);
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", CONTENT);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
        log.close();
    }
}
