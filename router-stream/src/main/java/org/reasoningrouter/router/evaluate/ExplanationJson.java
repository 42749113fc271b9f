package org.reasoningrouter.router.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.reasoningrouter.router.evaluate.Occlusion.Effect;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Role;

/// What `explain` reads and writes as JSON.
final class ExplanationJson {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private ExplanationJson() {}

    /// The conversation of a file: `[{role, content}]`, alone or as `messages`.
    ///
    /// @throws IllegalArgumentException of one line that says what is wrong
    static List<Message> messages(String json) {
        try {
            var root = JSON.readTree(json);
            var array = root.isArray() ? root : root.path("messages");
            if (!array.isArray() || array.isEmpty()) {
                throw new IllegalArgumentException(
                        "it must be a list of {role, content}, alone or as \"messages\"");
            }
            var messages = new ArrayList<Message>();
            array.forEach(message -> messages.add(message(message)));
            return messages;
        } catch (JsonProcessingException _) {
            throw new IllegalArgumentException("it is not JSON");
        }
    }

    private static Message message(JsonNode message) {
        if (!message.path("content").isTextual()) {
            throw new IllegalArgumentException("the content of each message must be text");
        }
        var role = message.path("role").asText("user").toUpperCase(Locale.ROOT);
        try {
            return Message.newBuilder()
                    .setRole(Role.valueOf(role))
                    .setContent(message.get("content").asText())
                    .build();
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException(
                    "the role of each message must be system, user, assistant or tool");
        }
    }

    static String of(Explanation it) {
        var json = JSON.createObjectNode();
        var score = it.scored().score();
        if (score.isNumber()) {
            json.put("score", score.value());
        } else {
            json.putNull("score");
        }
        var scores = json.putObject("scores");
        for (var i = 0; i < score.shares().size(); i++) {
            scores.put(it.labels().get(i), score.shares().get(i));
        }
        json.put("route", it.choice().route().name())
                .put("reason", it.choice().reason().name())
                .put("threshold", it.threshold());
        it.choice().thinkingBudget().ifPresent(most -> json.put("thinkingBudget", most));
        json.put("policy", it.policy().version())
                .put("model", it.modelVersion())
                .put("stage", it.scored().stage())
                .put("tokens", it.scored().tokens())
                .put("truncated", it.scored().truncated());
        effects(json.putArray("spans"), it, it.effects());
        return json.toString();
    }

    private static void effects(ArrayNode array, Explanation it, List<Effect> effects) {
        for (var effect : effects) {
            var span = effect.span();
            ObjectNode json =
                    array.addObject()
                            .put("change", effect.change())
                            .put("message", span.message())
                            .put("start", span.start())
                            .put("end", span.end())
                            .put("text", span.in(it.messages()));
            if (!effect.words().isEmpty()) {
                effects(json.putArray("words"), it, effect.words());
            }
        }
    }
}
