package org.reasoningrouter.worker.invoke;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.reasoningrouter.wire.Generation;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.worker.invoke.Turn.Continuation;
import org.reasoningrouter.worker.invoke.Turn.Opening;

/// The chat completions API of OpenAI, which nearly every family speaks. A family adds how it
/// controls thinking; what it does not add is not sent, because strict servers refuse it.
///
/// Families' own fields stand at the root of the body: `extra_body` is a notion of a client
/// library.
abstract sealed class ChatDialect implements Dialect
        permits TokenDialect,
                LlamaCppDialect,
                OllamaDialect,
                PlainDialect,
                OpenAiDialect,
                DeepSeekDialect,
                DashScopeDialect,
                OpenRouterDialect {

    static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> REASONING =
            List.of("reasoning", "reasoning_content", "thinking");

    private static final List<Map.Entry<String, Integer>> NAMED =
            List.of(
                    Map.entry("rate_limit", 429),
                    Map.entry("throttling", 429),
                    Map.entry("overloaded", 529),
                    Map.entry("invalid_request", 400),
                    Map.entry("badrequest", 400),
                    Map.entry("bad_request", 400),
                    Map.entry("invalidparameter", 400),
                    Map.entry("context_length", 400),
                    Map.entry("authentication", 401),
                    Map.entry("invalid_api_key", 401),
                    Map.entry("insufficient_quota", 402),
                    Map.entry("billing", 402),
                    Map.entry("permission", 403),
                    Map.entry("not_found", 404),
                    Map.entry("notfound", 404),
                    Map.entry("too_large", 413));

    private final Model model;
    private final Set<Control> offers;

    ChatDialect(Model model, Set<Control> offers) {
        this.model = model;
        this.offers = Set.copyOf(offers);
    }

    @Override
    public final String model() {
        return model.name();
    }

    @Override
    public final Set<Control> offers() {
        return offers;
    }

    @Override
    public final Map<String, String> auth(String key) {
        return Map.of("Authorization", "Bearer " + key);
    }

    @Override
    public final Map<String, String> headers() {
        return Map.of();
    }

    @Override
    public final Post post(LlmCall call, Aside aside) throws IOException {
        return switch (call.turn()) {
            case Opening opening -> opening(call, opening, aside);
            case Continuation continuation -> continuation(call, continuation, aside);
        };
    }

    private Post opening(LlmCall call, Opening opening, Aside aside) throws IOException {
        var body = body(call);
        body.set("messages", messages(call));
        think(body, call, opening);
        if (opening.keeps()) {
            keep(body, opening, aside);
        }
        return new Post("/chat/completions", body.toString());
    }

    /// Says how thinking is switched and how much of it there may be.
    abstract void think(ObjectNode body, LlmCall call, Opening opening);

    /// Says what a call needs whose thought is gone on from.
    ///
    /// @throws IOException when what must be asked first cannot be
    void keep(ObjectNode body, Opening opening, Aside aside) throws IOException {
        if (opening.stopsAfterThought()) {
            throw new IllegalArgumentException(model() + " is not known to stop after a thought");
        }
    }

    /// Goes on from a thought.
    ///
    /// @throws IOException when what must be asked first cannot be
    Post continuation(LlmCall call, Continuation continuation, Aside aside) throws IOException {
        throw new IllegalArgumentException(model() + " is not known to go on from a thought");
    }

    @Override
    public final boolean parts(Turn turn) {
        return turn instanceof Opening;
    }

    @Override
    public List<Integer> ids(String text, Aside aside) throws IOException {
        return List.of();
    }

    /// What stands in every body: model, stream, cap and sampling.
    final ObjectNode body(LlmCall call) {
        var body = JSON.createObjectNode().put("model", model()).put("stream", true);
        var options = body.putObject("stream_options").put("include_usage", true);
        if (countsAlways() && model.runningUsage()) {
            options.put("continuous_usage_stats", true);
        }
        body.put(cap(), call.turn().mostTokens());
        call.ask().sampling().ifPresent(sampling -> put(sampling, body));
        return body;
    }

    /// The name of the cap on all that is generated.
    String cap() {
        return "max_tokens";
    }

    /// Whether the family can send counts in every chunk, which makes cut calls exact.
    boolean countsAlways() {
        return false;
    }

    final ArrayNode messages(LlmCall call) {
        var array = JSON.createArrayNode();
        var switched = offers.contains(Control.SWITCH);
        for (var message : model.softSwitches().in(call.ask().messages(), switched)) {
            array.addObject().put("role", role(message)).put("content", message.getContent());
        }
        return array;
    }

    static String role(Message message) {
        return message.getRole().name().toLowerCase(Locale.ROOT);
    }

    private static void put(Generation sampling, ObjectNode body) {
        sampling.getTemperature().ifPresent(value -> body.put("temperature", value));
        sampling.getTopP().ifPresent(value -> body.put("top_p", value));
        sampling.getSeed().ifPresent(value -> body.put("seed", value));
        sampling.getStop().forEach(text -> body.withArray("stop").add(text));
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
    public final Chunk read(String event) throws IOException {
        if (event.startsWith("[DONE]")) {
            return Chunk.LAST;
        }
        var chunk = object(event);
        if (chunk.hasNonNull("error")) {
            return Chunk.error(status(chunk.path("error")));
        }
        var choice = chunk.path("choices").path(0);
        var delta = choice.path("delta");
        return new Chunk(
                reasoning(delta),
                content(choice, delta),
                Optional.ofNullable(choice.path("finish_reason").textValue()),
                usage(chunk.path("usage")),
                ids(chunk, choice),
                chunk.path("simulated").asBoolean(false),
                Optional.empty(),
                false);
    }

    static JsonNode object(String event) throws IOException {
        var node = JSON.readTree(event);
        if (node == null || !node.isObject()) {
            throw new IOException("what came is no JSON object");
        }
        return node;
    }

    /// The HTTP-like status of an error inside a stream: its code where that is one, else what its
    /// code or type is called.
    static int status(JsonNode error) {
        var code = error.path("code");
        if (code.asInt(0) >= 400) {
            return code.asInt();
        }
        var words =
                (code.asText("") + " " + error.path("type").asText("")).toLowerCase(Locale.ROOT);
        return NAMED.stream()
                .filter(named -> words.contains(named.getKey()))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElse(500);
    }

    // Some servers send two aliases with the same text: the first one that holds any wins.
    private static String reasoning(JsonNode delta) {
        for (var alias : REASONING) {
            var text = delta.path(alias).textValue();
            if (text != null && !text.isEmpty()) {
                return text;
            }
        }
        return "";
    }

    // Completions have their text at the choice itself.
    private static String content(JsonNode choice, JsonNode delta) {
        var text = delta.isMissingNode() ? choice.path("text") : delta.path("content");
        return text.asText("");
    }

    private static Optional<ReportedUsage> usage(JsonNode usage) {
        if (!usage.isObject()) {
            return Optional.empty();
        }
        return Optional.of(
                new ReportedUsage(
                        count(usage.path("prompt_tokens")).orElse(0),
                        first(
                                        usage.path("prompt_tokens_details").path("cached_tokens"),
                                        usage.path("prompt_cache_hit_tokens"))
                                .orElse(0),
                        count(usage.path("completion_tokens")),
                        first(
                                usage.path("completion_tokens_details").path("reasoning_tokens"),
                                usage.path("reasoning_tokens"))));
    }

    private static OptionalLong first(JsonNode better, JsonNode other) {
        var count = count(better);
        return count.isPresent() ? count : count(other);
    }

    static OptionalLong count(JsonNode node) {
        return node.isIntegralNumber() && node.asLong() >= 0
                ? OptionalLong.of(node.asLong())
                : OptionalLong.empty();
    }

    private static Chunk.Ids ids(JsonNode chunk, JsonNode choice) {
        var prompt = chunk.path("prompt_token_ids");
        var output = choice.path("token_ids");
        if (!prompt.isArray() && !output.isArray() && !choice.has("prompt_token_ids")) {
            return Chunk.Ids.NONE;
        }
        return new Chunk.Ids(
                list(prompt.isArray() ? prompt : choice.path("prompt_token_ids")), list(output));
    }

    static List<Integer> list(JsonNode array) {
        var ids = new ArrayList<Integer>(array.size());
        array.forEach(id -> ids.add(id.asInt()));
        return ids;
    }
}
