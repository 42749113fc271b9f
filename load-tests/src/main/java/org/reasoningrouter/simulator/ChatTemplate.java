package org.reasoningrouter.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// The chat template of the model that is played: turns between tags, and a thought between tags at
/// the head of the assistant's turn, as Qwen's.
record ChatTemplate(List<Said> said, boolean continuesLast) {

    /// One message.
    record Said(String role, String text) {}

    static ChatTemplate of(Family family, JsonNode body) {
        var said = new ArrayList<Said>();
        if (family == Family.ANTHROPIC && body.has("system")) {
            said.add(new Said("system", text(body.path("system"))));
        }
        for (var message : body.path("messages")) {
            said.add(new Said(message.path("role").asText(), thoughtAndText(message)));
        }
        var byAssistant = !said.isEmpty() && said.getLast().role().equals("assistant");
        var asked = body.path("continue_final_message").asBoolean(family == Family.LLAMA_CPP);
        return new ChatTemplate(List.copyOf(said), byAssistant && asked);
    }

    /// Texts in which a soft switch counts.
    List<String> switchable() {
        return said.stream()
                .filter(it -> it.role().equals("user") || it.role().equals("system"))
                .map(Said::text)
                .toList();
    }

    String render(boolean thinks) {
        var text = new StringBuilder();
        for (var i = 0; i < said.size(); i++) {
            text.append("<|im_start|>").append(said.get(i).role()).append('\n');
            text.append(said.get(i).text());
            if (!continuesLast || i < said.size() - 1) {
                text.append("<|im_end|>\n");
            }
        }
        if (!continuesLast) {
            text.append("<|im_start|>assistant\n<think>\n").append(thinks ? "" : "\n</think>\n\n");
        }
        return text.toString();
    }

    private static String thoughtAndText(JsonNode message) {
        var content = text(message.path("content"));
        for (var alias : List.of("reasoning", "reasoning_content")) {
            if (message.path(alias).isTextual()) {
                var thought = "<think>\n" + message.path(alias).asText();
                return content.isEmpty() ? thought : thought + "\n</think>\n\n" + content;
            }
        }
        return content;
    }

    private static String text(JsonNode content) {
        if (!content.isArray()) {
            return content.asText("");
        }
        var text = new StringBuilder();
        content.forEach(part -> text.append(part.path("text").asText("")));
        return text.toString();
    }
}
