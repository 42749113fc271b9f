package org.reasoningrouter.local;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Plays the faults of the stand-in server. Threads share it.
final class SimulatorFaults {

    private static final int RUBBISH = 4096;

    private final CountDownLatch closed;
    private volatile SimulatorFault fault = SimulatorFault.NONE;

    /// @param closed what a hanging call waits for
    SimulatorFaults(CountDownLatch closed) {
        this.closed = closed;
    }

    void now(SimulatorFault fault) {
        this.fault = fault;
    }

    SimulatorFault now() {
        return fault;
    }

    /// Plays a fault that leaves no room for an answer; false when there is none.
    boolean playBefore(HttpExchange exchange) throws IOException {
        switch (fault) {
            case NONE, HANG_MID_STREAM, RESET_MID_STREAM, HUGE_BODY, NO_USAGE -> {
                return false;
            }
            case DOWN -> exchange.close();
            case HANG_BEFORE_HEADERS -> hang();
            case HTML -> send(exchange, 200, "text/html", "<html><body>Bad gateway</body></html>");
            case TRUNCATED_JSON ->
                    send(exchange, 200, "text/event-stream", "data: {\"choices\":[{\"del");
            case RANDOM_BYTES -> rubbish(exchange);
            case ERROR_IN_STREAM ->
                    send(
                            exchange,
                            200,
                            "text/event-stream",
                            "data: {\"error\":{\"code\":503,\"message\":\"overloaded\"}}\n\n");
            case RATE_LIMITED -> {
                exchange.getResponseHeaders().set("Retry-After", "1");
                send(exchange, 429, "application/json", "{}");
            }
            case SERVER_ERROR -> send(exchange, 500, "application/json", "{}");
            case BAD_REQUEST -> send(exchange, 400, "application/json", "{}");
            case DRIP -> drip(exchange);
            case REDIRECT -> {
                exchange.getResponseHeaders().set("Location", exchange.getRequestURI().getPath());
                send(exchange, 307, "text/plain", "");
            }
        }
        return true;
    }

    /// Plays a fault in the middle of a stream; false when there is none.
    boolean playWithin(SimulatedStream stream, HttpExchange exchange)
            throws IOException, InterruptedException {
        return switch (fault) {
            case HANG_MID_STREAM -> {
                stream.next();
                hang();
                yield true;
            }
            case RESET_MID_STREAM -> {
                stream.next();
                exchange.close();
                yield true;
            }
            case HUGE_BODY -> {
                flood(exchange);
                yield true;
            }
            case NONE,
                    DOWN,
                    HANG_BEFORE_HEADERS,
                    HTML,
                    TRUNCATED_JSON,
                    RANDOM_BYTES,
                    ERROR_IN_STREAM,
                    RATE_LIMITED,
                    SERVER_ERROR,
                    BAD_REQUEST,
                    DRIP,
                    REDIRECT,
                    NO_USAGE ->
                    false;
        };
    }

    private void hang() {
        try {
            closed.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void drip(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        var out = exchange.getResponseBody();
        try {
            while (!closed.await(5, TimeUnit.MILLISECONDS)) {
                out.write(": ping\n".getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    // Ends when the client closes the connection: a write fails then.
    private void flood(HttpExchange exchange) throws IOException {
        var chunk =
                ("data: {\"choices\":[{\"delta\":{\"reasoning\":\""
                                + "x".repeat(RUBBISH)
                                + "\"}}]}\n\n")
                        .getBytes(StandardCharsets.UTF_8);
        var out = exchange.getResponseBody();
        while (closed.getCount() > 0) {
            out.write(chunk);
        }
    }

    private static void rubbish(HttpExchange exchange) throws IOException {
        var bytes = new byte[RUBBISH];
        new Random(1).nextBytes(bytes);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static void send(HttpExchange exchange, int status, String type, String body)
            throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }
}
