package org.reasoningrouter.replay.input;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Which column of an input holds which field of a prompt.
///
/// @param names the column by the field; a field that is not named stands in the column of its own
///   name
public record Columns(Map<String, String> names) {

    /// Every column bears its field's name.
    public static final Columns SAME = new Columns(Map.of());

    static final String SUBMITTED = "submittedAt";

    private static final List<String> FIELDS =
            List.of(
                    "id",
                    "text",
                    "messages",
                    "reference",
                    "tenant",
                    SUBMITTED,
                    "mode",
                    "maxThinkingTokens",
                    "maxAnswerTokens",
                    "generation",
                    "attributes",
                    "traceparent");
    // Where a column can only hold text, as in CSV.
    private static final Set<String> NUMBERS = Set.of("maxThinkingTokens", "maxAnswerTokens");
    private static final Set<String> STRUCTURED = Set.of("messages", "generation", "attributes");
    // What our own records call it.
    private static final Map<String, String> ALSO = Map.of("id", "promptId");
    private static final ObjectMapper JSON = new ObjectMapper();

    public Columns {
        names = Map.copyOf(names);
        for (var field : names.keySet()) {
            if (!FIELDS.contains(field)) {
                throw new IllegalArgumentException(
                        "a column can be " + String.join(", ", FIELDS) + ", and not " + field);
            }
        }
    }

    /// The fields of a prompt, and nothing else.
    ///
    /// @throws IllegalArgumentException with what is wrong, for a person
    ObjectNode fields(ObjectNode row) {
        var fields = JSON.createObjectNode();
        for (var field : FIELDS) {
            value(row, field).ifPresent(value -> fields.set(field, typed(field, value)));
        }
        return fields;
    }

    private Optional<JsonNode> value(ObjectNode row, String field) {
        var name = names.getOrDefault(field, field);
        return Optional.ofNullable(row.get(name))
                .or(() -> Optional.ofNullable(row.get(ALSO.getOrDefault(name, name))))
                .filter(value -> !value.isNull());
    }

    private static JsonNode typed(String field, JsonNode value) {
        if (!value.isTextual()) {
            return value;
        }
        if (NUMBERS.contains(field)) {
            return number(field, value.textValue());
        }
        return STRUCTURED.contains(field) ? structure(field, value.textValue()) : value;
    }

    private static JsonNode number(String field, String text) {
        try {
            return LongNode.valueOf(Long.parseLong(text.strip()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(field + " must be a whole number", e);
        }
    }

    private static JsonNode structure(String field, String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(field + " must be JSON", e);
        }
    }

    /// In one order, for what must be equal from one run to the next.
    @Override
    public String toString() {
        return new TreeMap<>(names).toString();
    }
}
