package org.reasoningrouter.worker.invoke;

import static org.reasoningrouter.worker.invoke.FakeHttpServer.send;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.invoke.FakeHttpServer.Script;
import org.reasoningrouter.worker.invoke.LlmCall.Purpose;
import org.reasoningrouter.worker.invoke.ModelServer.FirstToken;
import org.reasoningrouter.worker.invoke.Turn.Opening;

/// Thoughts that are kept and gone on from, and what each family is sent for it.
class LlmClientThoughtFixture extends LlmClientFixture {

    static final String DONE = "data: [DONE]\n\n";
    static final Opening KEEPS = new Opening(true, OptionalInt.empty(), 100, true, false);
    static final Opening STOPS = new Opening(true, OptionalInt.empty(), 100, true, true);
    static final Thought THOUGHT = new Thought("hm", List.of(1, 2), List.of(3, 4));
    static final String CLOSING = "\n</think>\n\n";

    Generation generate(Turn turn) {
        var call = new LlmCall("call-1", Purpose.ANSWER, Route.THINKING, Calling.ask(), turn);
        return client.generate(call, Instant.now().plus(LONG), FirstToken.UNHEARD);
    }

    void play(Family family, Script calls) throws IOException {
        server = new FakeHttpServer(exchange -> play(exchange, calls));
        client =
                new LlmClient(
                        new LlmSettings(server.url(), PATIENT, Duration.ZERO, 1 << 20, 1000),
                        family.dialect(MODEL),
                        Optional.empty(),
                        InstantSource.system());
    }

    void play(com.sun.net.httpserver.HttpExchange exchange, Script calls)
            throws IOException, InterruptedException {
        var path = exchange.getRequestURI().getPath();
        switch (path) {
            case "/tokenize" -> {
                exchange.sendResponseHeaders(200, 0);
                send(exchange, tokens(server.body));
            }
            case "/apply-template" -> {
                exchange.sendResponseHeaders(200, 0);
                send(exchange, "{\"prompt\":\"<user>How much?\"}");
            }
            default -> calls.play(exchange);
        }
    }

    static String tokens(String body) {
        if (body.contains("\"messages\"")) {
            return "{\"count\":2,\"tokens\":[5,6],\"token_strs\":[\"<user>\",\"How\"]}";
        }
        return body.contains("\"prompt\":\"</think>\"")
                ? "{\"count\":1,\"tokens\":[99]}"
                : "{\"count\":2,\"tokens\":[7,8]}";
    }

    static Script thinking(String finishReason, String ids) {
        return calls(
                "data: {\"prompt_token_ids\":[1,2],\"choices\":[{\"delta\":{\"content\":\"\"}}]}",
                "data: {\"choices\":[{\"delta\":{\"reasoning\":\"hm hm\"},\"token_ids\":[%s]}]}"
                        .formatted(ids),
                "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"%s\"}]}"
                        .formatted(finishReason),
                "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":2,\"completion_tokens\":2}}");
    }

    static Script completion(String text, String finishReason) {
        return calls(
                "data: {\"choices\":[{\"index\":0,\"text\":\"%s\",\"token_ids\":[31,32],\"finish_reason\":null}]}"
                        .formatted(text),
                "data: {\"choices\":[{\"index\":0,\"text\":\"\",\"token_ids\":[],\"finish_reason\":\"%s\"}]}"
                        .formatted(finishReason));
    }

    static Script stopped(String text, String ids) {
        return calls(
                "data: {\"choices\":[{\"index\":0,\"text\":\"%s\",\"token_ids\":[%s],\"finish_reason\":\"stop\"}]}"
                        .formatted(text, ids));
    }

    static Script calls(String... events) {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            send(exchange, String.join("\n\n", events) + "\n\n" + DONE);
        };
    }
}
