package org.reasoningrouter.simulator;

/// Text completions, which have no reasoning parser: a thought that goes on comes as text, and so
/// does the tag that ends it.
final class CompletionFormat implements ReplyFormat {

    private final Family family;
    private final Asked asked;
    private final String head;

    CompletionFormat(Family family, Asked asked, String id) {
        this.family = family;
        this.asked = asked;
        head =
                "{\"id\":\""
                        + id
                        + "\",\"object\":\"text_completion\",\"created\":1700000000,\"model\":"
                        + ReplyFormat.quoted(asked.reply().model())
                        + ",\"simulated\":true,\"choices\":[";
    }

    @Override
    public String opening(Counts counts) {
        return "";
    }

    @Override
    public String piece(Piece piece, Counts counts) {
        var closes = piece.first() && piece.afterThought() ? "\n</think>\n\n" : "";
        return event(choice(closes + piece.text(), "null", piece.ids()), counts);
    }

    @Override
    public String closing(Finish finish, Counts counts) {
        var ids = finish == Finish.AFTER_THOUGHT ? Tokens.CLOSE : Ids.NONE;
        var last = event(choice("", '"' + finish.word() + '"', ids), counts);
        var usage = asked.reply().usage() ? "data: " + head + "]" + usage(counts) + "}\n\n" : "";
        return last + usage + "data: [DONE]\n\n";
    }

    @Override
    public String whole(Whole whole, Finish finish, Counts counts) {
        var between = whole.closed() && !whole.answer().isEmpty() ? "\n</think>\n\n" : "";
        var text = whole.thought() + between + whole.answer();
        var usage = asked.reply().usage() ? usage(counts) : "";
        return head + choice(text, '"' + finish.word() + '"', whole.ids()) + "]" + usage + "}";
    }

    private String event(String choice, Counts counts) {
        var usage = asked.reply().runningUsage() ? usage(counts) : "";
        return "data: " + head + choice + "]" + usage + "}\n\n";
    }

    private String choice(String text, String finish, Ids ids) {
        return "{\"index\":0,\"text\":"
                + ReplyFormat.quoted(text)
                + ",\"finish_reason\":"
                + finish
                + (asked.reply().ids() ? ",\"token_ids\":" + ids.json() : "")
                + "}";
    }

    private String usage(Counts counts) {
        return ",\"usage\":" + family.usage().completionJson(counts);
    }
}
