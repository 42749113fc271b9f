package org.reasoningrouter.simulator;

/// SGLang's own `/generate`: each event has all of the text so far.
final class GenerateFormat implements ReplyFormat {

    private final StringBuilder text = new StringBuilder();
    private final String id;

    GenerateFormat(String id) {
        this.id = id;
    }

    @Override
    public String opening(Counts counts) {
        return "";
    }

    @Override
    public String piece(Piece piece, Counts counts) {
        text.append(piece.first() && piece.afterThought() ? "\n</think>\n\n" : "");
        text.append(piece.text());
        return "data: " + body("null", counts) + "\n\n";
    }

    @Override
    public String closing(Finish finish, Counts counts) {
        return "data: " + body(reason(finish), counts) + "\n\ndata: [DONE]\n\n";
    }

    @Override
    public String whole(Whole whole, Finish finish, Counts counts) {
        var between = whole.closed() && !whole.answer().isEmpty() ? "\n</think>\n\n" : "";
        text.append(whole.thought()).append(between).append(whole.answer());
        return body(reason(finish), counts);
    }

    private static String reason(Finish finish) {
        return "{\"type\":\"" + finish.word() + "\"}";
    }

    private String body(String finish, Counts counts) {
        return "{\"text\":"
                + ReplyFormat.quoted(text.toString())
                + ",\"simulated\":true,\"meta_info\":{\"id\":\""
                + id
                + "\",\"finish_reason\":"
                + finish
                + ",\"prompt_tokens\":"
                + counts.input()
                + ",\"completion_tokens\":"
                + counts.output()
                + ",\"cached_tokens\":"
                + counts.cached()
                + "}}";
    }
}
