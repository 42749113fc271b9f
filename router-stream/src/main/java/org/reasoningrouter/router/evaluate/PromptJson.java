package org.reasoningrouter.router.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.reasoningrouter.router.evaluate.PromptLine.Broken;
import org.reasoningrouter.router.evaluate.PromptLine.Intact;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Role;

/// One line of JSON, `{id, text}` or `{id, messages: [{role, content}]}`, to a prompt. Fields that
/// it does not know are left alone, because files of prompts carry many.
final class PromptJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private PromptJson() {}

    static PromptLine read(long number, String line) {
        var id = Optional.<String>empty();
        try {
            var json = JSON.readTree(line);
            id = id(json);
            return new Intact(number, id, messages(json));
        } catch (JsonProcessingException _) {
            return new Broken(number, id, "not JSON");
        } catch (IllegalArgumentException e) {
            return new Broken(number, id, String.valueOf(e.getMessage()));
        }
    }

    private static Optional<String> id(JsonNode json) {
        return Optional.ofNullable(json.get("id"))
                .filter(id -> id.isTextual() || id.isNumber())
                .map(JsonNode::toString);
    }

    private static List<Message> messages(JsonNode json) {
        if (json.path("text").isTextual()) {
            return List.of(message("user", json.get("text")));
        }
        if (!json.path("messages").isArray() || json.get("messages").isEmpty()) {
            throw new IllegalArgumentException("neither text nor messages");
        }
        var messages = new ArrayList<Message>();
        for (var message : json.get("messages")) {
            messages.add(message(message.path("role").asText("user"), message.path("content")));
        }
        return messages;
    }

    private static Message message(String role, JsonNode content) {
        if (!content.isTextual()) {
            throw new IllegalArgumentException("the content of a message must be text");
        }
        return Message.newBuilder().setRole(role(role)).setContent(content.asText()).build();
    }

    private static Role role(String name) {
        try {
            return Role.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("role must be system, user, assistant or tool");
        }
    }
}
