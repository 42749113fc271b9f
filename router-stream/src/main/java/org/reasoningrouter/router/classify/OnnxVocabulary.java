package org.reasoningrouter.router.classify;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/// What of `tokenizer.json` its library does not tell: the largest id, and the ids of a few tokens.
///
/// Read as a stream, since vocabularies of 256,000 tokens are common.
final class OnnxVocabulary {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Set<String> wanted;
    private final Map<String, Long> found = new HashMap<>();
    private long largest;

    private OnnxVocabulary(Set<String> wanted) {
        this.wanted = wanted;
    }

    /// @param wanted tokens whose ids are to be kept
    static OnnxVocabulary of(ModelFolder folder, Set<String> wanted) {
        var vocabulary = new OnnxVocabulary(wanted);
        try (var json = JSON.createParser(folder.read(ModelFolder.TOKENIZER))) {
            json.nextToken();
            vocabulary.tokenizer(json);
            return vocabulary;
        } catch (IOException _) {
            throw folder.refused(ModelFolder.TOKENIZER + " is no tokenizer (it is not JSON)");
        }
    }

    long largest() {
        return largest;
    }

    OptionalLong id(String token) {
        return found.containsKey(token) ? OptionalLong.of(found.get(token)) : OptionalLong.empty();
    }

    private void tokenizer(JsonParser json) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var name = json.currentName();
            json.nextToken();
            switch (name) {
                case "added_tokens" -> added(json.readValueAsTree());
                case "model" -> model(json);
                default -> json.skipChildren();
            }
        }
    }

    private void added(JsonNode tokens) {
        tokens.forEach(token -> add(token.path("content").asText(), token.path("id").asLong()));
    }

    private void model(JsonParser json) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var name = json.currentName();
            var value = json.nextToken();
            if (!name.equals("vocab")) {
                json.skipChildren();
            } else if (value == JsonToken.START_OBJECT) {
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    add(json.currentName(), json.nextLongValue(0));
                }
            } else {
                // Unigram: pairs of token and weight, whose place is the id.
                for (var id = 0; json.nextToken() == JsonToken.START_ARRAY; id++) {
                    add(json.nextTextValue(), id);
                    while (json.nextToken() != JsonToken.END_ARRAY) {}
                }
            }
        }
    }

    private void add(String token, long id) {
        largest = Math.max(largest, id);
        if (wanted.contains(token)) {
            found.put(token, id);
        }
    }
}
