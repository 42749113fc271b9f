package org.reasoningrouter.worker.invoke;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/// The chat completions API of OpenAI as vLLM and its kin speak it. Threads share it.
///
/// vLLM's own fields stand at the root of the body: `extra_body` is a notion of a client library.
///
/// @param thinkingSwitch whether `chat_template_kwargs.enable_thinking` is sent; a strict server
///   answers 400 to it
/// @param runningUsage whether each chunk shall carry the counts so far, which makes cut calls
///   exact
public record OpenAiDialect(String model, boolean thinkingSwitch, boolean runningUsage)
        implements Dialect {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> REASONING =
            List.of("reasoning", "reasoning_content", "thinking");

    public OpenAiDialect {
        if (model.isBlank()) {
            throw new IllegalArgumentException("the model must be named");
        }
    }

    @Override
    public String path() {
        return "/chat/completions";
    }

    @Override
    public String body(LlmCall call) {
        var body = JSON.createObjectNode().put("model", model).put("stream", true);
        var options = body.putObject("stream_options").put("include_usage", true);
        if (runningUsage) {
            options.put("continuous_usage_stats", true);
        }
        if (thinkingSwitch) {
            body.putObject("chat_template_kwargs").put("enable_thinking", call.thinks());
        }
        body.put("max_tokens", call.turn().mostTokens());
        call.ask().sampling().ifPresent(sampling -> put(sampling, body));
        var messages = body.putArray("messages");
        for (var message : call.ask().messages()) {
            messages.addObject()
                    .put("role", message.getRole().name().toLowerCase(Locale.ROOT))
                    .put("content", message.getContent());
        }
        return body.toString();
    }

    private static void put(org.reasoningrouter.wire.Generation sampling, ObjectNode body) {
        sampling.getTemperature().ifPresent(value -> body.put("temperature", value));
        sampling.getTopP().ifPresent(value -> body.put("top_p", value));
        sampling.getSeed().ifPresent(value -> body.put("seed", value));
        if (!sampling.getStop().isEmpty()) {
            var stop = body.putArray("stop");
            sampling.getStop().forEach(stop::add);
        }
        sampling.getResponseFormat().ifPresent(value -> body.set("response_format", json(value)));
    }

    // What is no JSON goes out as a text, and the server refuses it: that is the client's answer.
    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException _) {
            return JSON.getNodeFactory().textNode(text);
        }
    }

    @Override
    public boolean ends(String event) {
        return event.strip().equals("[DONE]");
    }

    @Override
    public Chunk read(String event) throws IOException {
        var chunk = JSON.readTree(event);
        if (chunk == null || !chunk.isObject()) {
            throw new IOException("an event that is no JSON object");
        }
        if (chunk.hasNonNull("error")) {
            return Chunk.error(chunk.path("error").path("code").asInt(500));
        }
        var choice = chunk.path("choices").path(0);
        var delta = choice.path("delta");
        return new Chunk(
                reasoning(delta),
                delta.path("content").asText(""),
                text(choice, "finish_reason"),
                usage(chunk.path("usage")),
                chunk.path("simulated").asBoolean(false),
                Optional.empty());
    }

    // Some servers send two aliases with the same text: the first one that holds any wins.
    private static String reasoning(JsonNode delta) {
        return REASONING.stream()
                .map(alias -> delta.path(alias).asText(""))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static Optional<ReportedUsage> usage(JsonNode usage) {
        if (!usage.isObject()) {
            return Optional.empty();
        }
        var reasoning = count(usage.path("completion_tokens_details").path("reasoning_tokens"));
        return Optional.of(
                new ReportedUsage(
                        count(usage.path("prompt_tokens")).orElse(0),
                        count(usage.path("prompt_tokens_details").path("cached_tokens")).orElse(0),
                        count(usage.path("completion_tokens")),
                        reasoning.isPresent() ? reasoning : count(usage.path("reasoning_tokens"))));
    }

    private static OptionalLong count(JsonNode node) {
        return node.isIntegralNumber() && node.asLong() >= 0
                ? OptionalLong.of(node.asLong())
                : OptionalLong.empty();
    }

    private static Optional<String> text(JsonNode node, String field) {
        return Optional.ofNullable(node.path(field).textValue());
    }
}
