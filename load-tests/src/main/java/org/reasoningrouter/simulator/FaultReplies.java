package org.reasoningrouter.simulator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.reasoningrouter.simulator.Connection.Received;

/// What the server sends in place of an answer, or from the middle of one on. Threads share it.
record FaultReplies(Family family) {

    static final int HUGE = 100 << 20;

    private static final String EVENTS = "text/event-stream";
    private static final String JSON = "application/json";
    private static final int RUBBISH = 4096;

    // A client may drop what it has received and not yet read when the connection ends.
    private static final Duration READ = Duration.ofMillis(100);

    /// Plays a fault that leaves no room for an answer.
    void instead(SimulatorFault fault, Received asked, Connection to)
            throws IOException, InterruptedException {
        switch (fault) {
            case DOWN -> to.close();
            case HANG_BEFORE_HEADERS -> to.awaitLeaving();
            case HANG_BEFORE_TOKEN -> {
                to.begin(200, EVENTS, Map.of());
                to.flush();
                to.awaitLeaving();
            }
            case HTML -> send(to, 200, "text/html", "<html><body>Bad gateway</body></html>");
            case TRUNCATED_JSON -> send(to, 200, EVENTS, "data: {\"choices\":[{\"del");
            case RANDOM_BYTES -> rubbish(to);
            case ERROR_IN_STREAM -> send(to, 200, EVENTS, errorEvent());
            case RATE_LIMITED ->
                    to.send(429, JSON, Map.of("Retry-After", "1"), bytes(error(429, "slow down")));
            case SERVER_ERROR -> send(to, 500, JSON, error(500, "the engine died"));
            case UNAVAILABLE -> send(to, 503, JSON, error(503, "overloaded"));
            case BAD_REQUEST -> send(to, 400, JSON, error(400, "bad request"));
            case BAD_KEY -> send(to, 401, JSON, error(401, "the key is not known"));
            case NO_MODEL -> send(to, 404, JSON, error(404, "the model does not exist"));
            case CONTEXT_LENGTH -> send(to, 400, JSON, error(400, "the prompt is too long"));
            case DRIP -> drip(to);
            case REDIRECT -> to.send(307, JSON, Map.of("Location", asked.path()), new byte[0]);
            default -> throw new IllegalArgumentException(fault + " is no reply");
        }
    }

    /// Plays a fault from the middle of a stream on.
    void within(SimulatorFault fault, Connection to) throws IOException, InterruptedException {
        switch (fault) {
            case HANG_MID_STREAM -> to.awaitLeaving();
            case RESET_MID_STREAM -> {
                Thread.sleep(READ);
                to.close();
            }
            case TCP_RESET -> {
                Thread.sleep(READ);
                to.reset();
            }
            case ERROR_MID_STREAM -> {
                var error = bytes(errorEvent());
                to.write(error, 0, error.length);
                to.end();
            }
            case HUGE_BODY -> flood(to);
            default -> throw new IllegalArgumentException(fault + " cuts nothing");
        }
    }

    /// An error as this family words it.
    String error(int status, String message) {
        var quoted = ReplyFormat.quoted(message);
        return switch (family) {
            case ANTHROPIC ->
                    "{\"type\":\"error\",\"error\":{\"type\":\""
                            + anthropicType(status)
                            + "\",\"message\":"
                            + quoted
                            + "}}";
            case OPENAI, DEEPSEEK, DASHSCOPE ->
                    "{\"error\":{\"message\":"
                            + quoted
                            + ",\"type\":\""
                            + openAiType(status)
                            + "\",\"param\":null,\"code\":\""
                            + openAiType(status)
                            + "\"}}";
            case VLLM, SGLANG, LLAMA_CPP, OLLAMA, PLAIN, OPENROUTER ->
                    "{\"error\":{\"message\":"
                            + quoted
                            + ",\"type\":\""
                            + openAiType(status)
                            + "\",\"code\":"
                            + status
                            + "}}";
        };
    }

    private String errorEvent() {
        var name = family == Family.ANTHROPIC ? "event: error\n" : "";
        return name + "data: " + error(503, "overloaded") + "\n\n";
    }

    private static String anthropicType(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 404 -> "not_found_error";
            case 429 -> "rate_limit_error";
            case 500 -> "api_error";
            case 503 -> "overloaded_error";
            default -> "invalid_request_error";
        };
    }

    private static String openAiType(int status) {
        return switch (status) {
            case 401 -> "invalid_api_key";
            case 404 -> "model_not_found";
            case 429 -> "rate_limit_exceeded";
            case 500, 503 -> "server_error";
            default -> "invalid_request_error";
        };
    }

    // Ends when the client is gone: a write fails then.
    private static void drip(Connection to) throws IOException, InterruptedException {
        to.begin(200, EVENTS, Map.of());
        var ping = bytes(": ping\n");
        while (true) {
            to.write(ping, 0, ping.length);
            to.flush();
            Thread.sleep(5);
        }
    }

    private void flood(Connection to) throws IOException {
        var text = "x".repeat(RUBBISH);
        var chunk =
                bytes(
                        family == Family.ANTHROPIC
                                ? "event: content_block_delta\n"
                                        + "data: {\"type\":\"content_block_delta\","
                                        + "\"index\":0,\"delta\":{\"type\":\"thinking_delta\","
                                        + "\"thinking\":\""
                                        + text
                                        + "\"}}\n\n"
                                : "data: {\"choices\":[{\"delta\":{\"reasoning\":\""
                                        + text
                                        + "\"}}]}\n\n");
        for (var sent = 0; sent < HUGE; sent += RUBBISH) {
            to.write(chunk, 0, chunk.length);
        }
        to.end();
    }

    private static void rubbish(Connection to) throws IOException {
        var bytes = new byte[RUBBISH];
        new Random(1).nextBytes(bytes);
        to.send(200, "application/octet-stream", Map.of(), bytes);
    }

    private static void send(Connection to, int status, String type, String body)
            throws IOException {
        to.send(status, type, Map.of(), bytes(body));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
