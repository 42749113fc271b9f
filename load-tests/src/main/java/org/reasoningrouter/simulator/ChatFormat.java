package org.reasoningrouter.simulator;

import org.reasoningrouter.simulator.Family.Reasoning;

/// Chat completions as OpenAI, vLLM and their kin stream them. Only what differs from chunk to
/// chunk is put together for each.
final class ChatFormat implements ReplyFormat {

    private static final String DONE = "data: [DONE]\n\n";

    private final Family family;
    private final Asked asked;
    private final String head;

    ChatFormat(Family family, Asked asked, String id) {
        this.family = family;
        this.asked = asked;
        head =
                "{\"id\":\""
                        + id
                        + "\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":"
                        + ReplyFormat.quoted(asked.reply().model())
                        + ",\"simulated\":true";
    }

    @Override
    public String opening(Counts counts) {
        var ids = asked.reply().ids() ? ",\"prompt_token_ids\":" + asked.prompt().json() : "";
        var comment = family == Family.OPENROUTER ? ": OPENROUTER PROCESSING\n\n" : "";
        var delta = "{\"role\":\"assistant\",\"content\":\"\"}";
        return comment + event(ids + choices(delta, "null", ""), counts);
    }

    @Override
    public String piece(Piece piece, Counts counts) {
        if (piece.thought() && asked.reply().reasoning() == Reasoning.HIDDEN) {
            return "";
        }
        var ids = asked.reply().ids() ? ",\"token_ids\":" + piece.ids().json() : "";
        return event(choices(delta(piece), "null", ids), counts);
    }

    @Override
    public String closing(Finish finish, Counts counts) {
        var last = event(choices("{}", '"' + finish.word() + '"', stopped(finish)), counts);
        var usage =
                asked.reply().usage()
                        ? "data: " + head + ",\"choices\":[]" + usage(counts) + "}\n\n"
                        : "";
        return last + usage + DONE;
    }

    @Override
    public String whole(Whole whole, Finish finish, Counts counts) {
        var ids = asked.reply().ids() ? ",\"prompt_token_ids\":" + asked.prompt().json() : "";
        var tokens = asked.reply().ids() ? ",\"token_ids\":" + whole.ids().json() : "";
        var choice =
                ",\"choices\":[{\"index\":0,\"message\":"
                        + message(whole)
                        + ",\"finish_reason\":\""
                        + finish.word()
                        + '"'
                        + tokens
                        + "}]";
        var usage = asked.reply().usage() ? usage(counts) : "";
        return head.replace("chat.completion.chunk", "chat.completion")
                + ids
                + choice
                + usage
                + "}";
    }

    private String event(String rest, Counts counts) {
        var usage = asked.reply().runningUsage() ? usage(counts) : "";
        return "data: " + head + rest + usage + "}\n\n";
    }

    private static String choices(String delta, String finish, String more) {
        return ",\"choices\":[{\"index\":0,\"delta\":"
                + delta
                + ",\"finish_reason\":"
                + finish
                + more
                + "}]";
    }

    private String stopped(Finish finish) {
        if (finish != Finish.AFTER_THOUGHT || !asked.reply().ids()) {
            return "";
        }
        return ",\"stop_reason\":"
                + Tokens.END_OF_THINKING
                + ",\"token_ids\":["
                + Tokens.END_OF_THINKING
                + "]";
    }

    private String delta(Piece piece) {
        var tags = asked.reply().reasoning() == Reasoning.TAGS;
        if (piece.thought() && !tags) {
            return "{" + thought(piece.text()) + "}";
        }
        var opens = piece.thought() && piece.first() ? "<think>\n" : "";
        var closes = tags && piece.first() && piece.afterThought() ? "\n</think>\n\n" : "";
        return "{\"content\":" + ReplyFormat.quoted(opens + closes + piece.text()) + "}";
    }

    private String thought(String text) {
        var quoted = ReplyFormat.quoted(text);
        return switch (asked.reply().reasoning()) {
            case REASONING -> "\"reasoning\":" + quoted;
            case REASONING_CONTENT -> "\"reasoning_content\":" + quoted;
            case DETAILS ->
                    "\"reasoning\":"
                            + quoted
                            + ",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":"
                            + quoted
                            + "}]";
            case TAGS, HIDDEN -> "\"refusal\":null";
        };
    }

    private String message(Whole whole) {
        var tags = asked.reply().reasoning() == Reasoning.TAGS && !whole.thought().isEmpty();
        var before = tags ? "<think>\n" + whole.thought() : "";
        var between = tags && whole.closed() ? "\n</think>\n\n" : "";
        var content = before + between + whole.answer();
        return "{\"role\":\"assistant\","
                + (whole.thought().isEmpty() ? "\"refusal\":null" : thought(whole.thought()))
                + ",\"content\":"
                + (content.isEmpty() ? "null" : ReplyFormat.quoted(content))
                + "}";
    }

    private String usage(Counts counts) {
        return ",\"usage\":" + family.usage().json(counts);
    }
}
