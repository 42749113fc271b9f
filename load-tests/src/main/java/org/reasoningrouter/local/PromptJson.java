package org.reasoningrouter.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.reasoningrouter.wire.Generation;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Mode;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Role;

/// One JSON object to one prompt.
///
/// It checks types only: what a prompt may hold is the router's to say, with a reason in the
/// result. Fields that it does not know are left alone, because files of prompts carry many.
public final class PromptJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private PromptJson() {}

    /// @throws IllegalArgumentException with what is wrong, for a person, holding no prompt text
    static Prompt read(String line) {
        return read(parse(line));
    }

    /// A prompt of an object that is read already.
    ///
    /// @throws IllegalArgumentException with what is wrong, for a person, holding no prompt text
    public static Prompt read(JsonNode json) {
        var prompt = Prompt.newBuilder().setPromptId(id(json)).setMessages(messages(json));
        text(json, "tenant").ifPresent(prompt::setTenant);
        word(json, "lane", Lane.class).ifPresent(prompt::setLane);
        word(json, "mode", Mode.class).ifPresent(prompt::setMode);
        number(json, "timeLimitMs").ifPresent(prompt::setTimeLimitMs);
        count(json, "maxThinkingTokens").ifPresent(prompt::setMaxThinkingTokens);
        count(json, "maxAnswerTokens").ifPresent(prompt::setMaxAnswerTokens);
        scalar(json, "reference").ifPresent(prompt::setReference);
        text(json, "traceparent").ifPresent(prompt::setTraceparent);
        field(json, "generation").map(PromptJson::generation).ifPresent(prompt::setGeneration);
        field(json, "attributes").map(PromptJson::attributes).ifPresent(prompt::setAttributes);
        return prompt.build();
    }

    private static JsonNode parse(String line) {
        try {
            var json = JSON.readTree(line);
            if (!json.isObject()) {
                throw new IllegalArgumentException("expected a JSON object");
            }
            return json;
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            var column = at == null ? "" : " at column " + at.getColumnNr();
            throw new IllegalArgumentException("no valid JSON" + column, e);
        }
    }

    private static String id(JsonNode json) {
        return scalar(json, "id").orElseThrow(() -> new IllegalArgumentException("id is missing"));
    }

    private static List<Message> messages(JsonNode json) {
        var text = text(json, "text");
        var messages = field(json, "messages");
        if (text.isPresent() == messages.isPresent()) {
            throw new IllegalArgumentException("give either text or messages");
        }
        return text.map(PromptJson::user).orElseGet(() -> turns(messages.orElseThrow()));
    }

    private static List<Message> user(String text) {
        return List.of(Message.newBuilder().setRole(Role.USER).setContent(text).build());
    }

    private static List<Message> turns(JsonNode messages) {
        must(messages.isArray(), "messages must be an array of {role, content}");
        var turns = new ArrayList<Message>();
        for (var message : messages) {
            must(message.isObject(), "messages must be an array of {role, content}");
            var turn = Message.newBuilder();
            word(message, "role", Role.class).ifPresent(turn::setRole);
            turns.add(turn.setContent(content(message)).build());
        }
        return turns;
    }

    private static String content(JsonNode message) {
        return text(message, "content")
                .orElseThrow(() -> new IllegalArgumentException("a message has no content"));
    }

    private static Generation generation(JsonNode json) {
        must(json.isObject(), "generation must be an object");
        var generation = Generation.newBuilder();
        real(json, "temperature", generation::setTemperature);
        real(json, "topP", generation::setTopP);
        number(json, "seed").ifPresent(generation::setSeed);
        field(json, "stop").map(PromptJson::stops).ifPresent(generation::setStop);
        field(json, "responseFormat")
                .map(format -> format.isTextual() ? format.textValue() : format.toString())
                .ifPresent(generation::setResponseFormat);
        return generation.build();
    }

    private static List<String> stops(JsonNode stop) {
        var stops = new ArrayList<String>();
        for (var text : stop.isArray() ? stop : JSON.createArrayNode().add(stop)) {
            must(text.isTextual(), "generation.stop must be text or an array of texts");
            stops.add(text.textValue());
        }
        return stops;
    }

    private static Map<String, String> attributes(JsonNode json) {
        must(json.isObject(), "attributes must be an object");
        var attributes = new HashMap<String, String>();
        for (var entry : json.properties()) {
            must(entry.getValue().isValueNode(), "attributes must be texts, numbers or booleans");
            attributes.put(entry.getKey(), entry.getValue().asText());
        }
        return attributes;
    }

    private static Optional<JsonNode> field(JsonNode json, String name) {
        return Optional.ofNullable(json.get(name)).filter(value -> !value.isNull());
    }

    private static Optional<String> text(JsonNode json, String name) {
        var value = field(json, name);
        value.ifPresent(it -> must(it.isTextual(), name + " must be text"));
        return value.map(JsonNode::textValue);
    }

    private static Optional<String> scalar(JsonNode json, String name) {
        var value = field(json, name);
        value.ifPresent(
                it -> must(it.isTextual() || it.isNumber(), name + " must be text or a number"));
        return value.map(JsonNode::asText);
    }

    private static Optional<Long> number(JsonNode json, String name) {
        var value = field(json, name);
        value.ifPresent(it ->
                must(
                        it.isIntegralNumber() && it.canConvertToLong(),
                        name + " must be a whole number"));
        return value.map(JsonNode::longValue);
    }

    private static Optional<Integer> count(JsonNode json, String name) {
        var number = number(json, name);
        number.ifPresent(it -> must(it.intValue() == it, name + " is too large"));
        return number.map(Long::intValue);
    }

    private static void real(JsonNode json, String name, Consumer<Double> setter) {
        var value = field(json, name);
        value.ifPresent(it -> must(it.isNumber(), name + " must be a number"));
        value.map(JsonNode::doubleValue).ifPresent(setter);
    }

    private static <E extends Enum<E>> Optional<E> word(JsonNode json, String name, Class<E> type) {
        return text(json, name).map(text -> word(text, name, type));
    }

    private static <E extends Enum<E>> E word(String text, String name, Class<E> type) {
        return Arrays.stream(type.getEnumConstants())
                .filter(word -> word.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " must be " + words(type)));
    }

    private static String words(Class<? extends Enum<?>> type) {
        var words = Arrays.stream(type.getEnumConstants()).map(Enum::name).toList();
        return String.join(", ", words.subList(0, words.size() - 1)).toLowerCase(Locale.ROOT)
                + " or "
                + words.getLast().toLowerCase(Locale.ROOT);
    }

    private static void must(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
