package org.reasoningrouter.grade;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;
import org.reasoningrouter.grade.FakeModelHost.Reply;

/// A model, as DashScope serves it, that adds wrongly unless it thinks and knows the numbers of
/// letters either way.
final class FakeHybridModel {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern SUM = Pattern.compile("(\\d+) \\+ (\\d+)");
    private static final Pattern LETTER = Pattern.compile("number (\\d+)");

    private FakeHybridModel() {}

    /// A question of one kind or the other.
    static String question(int number) {
        return number % 2 == 0
                ? "Compute %d + %d and prove each step.".formatted(number * 37, number + 11)
                : "Who wrote the letter number %d to the council?".formatted(number);
    }

    static String reference(int number) {
        return Integer.toString(number % 2 == 0 ? number * 38 + 11 : number);
    }

    static Reply reply(JsonNode body) {
        var question = body.at("/messages").path(body.at("/messages").size() - 1).path("content");
        var thinks = body.path("enable_thinking").asBoolean();
        var events = new StringBuilder();
        if (thinks) {
            events.append(event(delta("reasoning_content", "step by step")));
        }
        events.append(
                event(delta("content", "The answer is " + value(question.asText(), thinks) + ".")));
        events.append(event(stop())).append(event(usage(thinks))).append("data: [DONE]\n\n");
        return new Reply(200, events.toString());
    }

    private static int value(String question, boolean thinks) {
        var sum = SUM.matcher(question);
        if (sum.find()) {
            var right = Integer.parseInt(sum.group(1)) + Integer.parseInt(sum.group(2));
            return thinks ? right : right + 1;
        }
        var letter = LETTER.matcher(question);
        return letter.find() ? Integer.parseInt(letter.group(1)) : 0;
    }

    private static ObjectNode delta(String field, String text) {
        var json = JSON.createObjectNode();
        json.putArray("choices").addObject().put("index", 0).putObject("delta").put(field, text);
        return json;
    }

    private static ObjectNode stop() {
        var json = JSON.createObjectNode();
        var choice = json.putArray("choices").addObject().put("index", 0);
        choice.putObject("delta");
        choice.put("finish_reason", "stop");
        return json;
    }

    private static ObjectNode usage(boolean thinks) {
        var json = JSON.createObjectNode();
        json.putArray("choices");
        var usage = json.putObject("usage");
        usage.put("prompt_tokens", 12).put("completion_tokens", thinks ? 40 : 5);
        usage.putObject("completion_tokens_details").put("reasoning_tokens", thinks ? 35 : 0);
        return json;
    }

    private static String event(ObjectNode json) {
        return "data: " + json + "\n\n";
    }
}
