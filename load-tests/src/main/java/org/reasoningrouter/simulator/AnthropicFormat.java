package org.reasoningrouter.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;
import org.reasoningrouter.simulator.Family.Reasoning;

/// Anthropic's Messages API. Its input tokens leave out what the cache had.
final class AnthropicFormat implements ReplyFormat {

    private static final Pattern ADAPTIVE = Pattern.compile("opus-(4-[7-9]|[5-9])");

    private final Asked asked;
    private final String head;
    private int block = -1;
    private boolean open;

    AnthropicFormat(Asked asked, String id) {
        this.asked = asked;
        head =
                "{\"id\":\""
                        + id
                        + "\",\"type\":\"message\",\"role\":\"assistant\",\"model\":"
                        + ReplyFormat.quoted(asked.reply().model())
                        + ",\"simulated\":true";
    }

    /// Whether a model knows no budget any more, only effort.
    static boolean isAdaptive(String model) {
        return ADAPTIVE.matcher(model).find();
    }

    /// Adaptive thinking is shown only where it is asked for.
    static boolean showsThought(JsonNode body) {
        var adaptive = body.at("/thinking/type").asText().equals("adaptive");
        var display = body.at("/thinking/display").asText(adaptive ? "omitted" : "summarized");
        return !display.equals("omitted");
    }

    @Override
    public String opening(Counts counts) {
        var message =
                head
                        + ",\"content\":[],\"stop_reason\":null,\"usage\":"
                        + usage(counts, counts.output())
                        + "}";
        return event("message_start", "\"message\":" + message) + event("ping", "");
    }

    @Override
    public String piece(Piece piece, Counts counts) {
        var start = piece.first() ? start(piece.thought() ? "thinking" : "text") : "";
        if (piece.thought() && asked.reply().reasoning() == Reasoning.HIDDEN) {
            return start;
        }
        var kind = piece.thought() ? "thinking" : "text";
        var delta =
                "{\"type\":\""
                        + kind
                        + "_delta\",\""
                        + kind
                        + "\":"
                        + ReplyFormat.quoted(piece.text())
                        + "}";
        return start + event("content_block_delta", "\"index\":" + block + ",\"delta\":" + delta);
    }

    @Override
    public String closing(Finish finish, Counts counts) {
        var usage = asked.reply().usage() ? ",\"usage\":" + usage(counts, counts.output()) : "";
        return stop()
                + event(
                        "message_delta",
                        "\"delta\":{\"stop_reason\":" + reason(finish) + "}" + usage)
                + event("message_stop", "");
    }

    @Override
    public String whole(Whole whole, Finish finish, Counts counts) {
        var shown = asked.reply().reasoning() == Reasoning.HIDDEN ? "" : whole.thought();
        var thought =
                whole.thought().isEmpty()
                        ? ""
                        : "{\"type\":\"thinking\",\"thinking\":"
                                + ReplyFormat.quoted(shown)
                                + ",\"signature\":\"simulated\"}";
        var text =
                whole.answer().isEmpty()
                        ? ""
                        : "{\"type\":\"text\",\"text\":" + ReplyFormat.quoted(whole.answer()) + "}";
        var comma = thought.isEmpty() || text.isEmpty() ? "" : ",";
        var usage = asked.reply().usage() ? ",\"usage\":" + usage(counts, counts.output()) : "";
        return head
                + ",\"content\":["
                + thought
                + comma
                + text
                + "],\"stop_reason\":"
                + reason(finish)
                + usage
                + "}";
    }

    private String start(String kind) {
        var before = stop();
        block++;
        open = true;
        var empty =
                kind.equals("thinking")
                        ? "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}"
                        : "{\"type\":\"text\",\"text\":\"\"}";
        return before
                + event(
                        "content_block_start",
                        "\"index\":" + block + ",\"content_block\":" + empty);
    }

    private String stop() {
        if (!open) {
            return "";
        }
        open = false;
        return event("content_block_stop", "\"index\":" + block);
    }

    private static String reason(Finish finish) {
        return switch (finish) {
            case STOP -> "\"end_turn\"";
            case AFTER_THOUGHT -> "\"stop_sequence\"";
            case LENGTH -> "\"max_tokens\"";
        };
    }

    private static String event(String type, String rest) {
        var comma = rest.isEmpty() ? "" : ",";
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\"" + comma + rest + "}\n\n";
    }

    private static String usage(Counts counts, int output) {
        return "{\"input_tokens\":"
                + (counts.input() - counts.cached())
                + ",\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":"
                + counts.cached()
                + ",\"output_tokens\":"
                + output
                + ",\"output_tokens_details\":{\"thinking_tokens\":"
                + counts.reasoning()
                + "}}";
    }
}
