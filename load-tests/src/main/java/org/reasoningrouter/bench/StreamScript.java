package org.reasoningrouter.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What the server of the bench sends in every stream, spelled as vLLM spells it: reasoning in a
/// field of its own, the counts so far in each chunk, the last word and `[DONE]`.
///
/// Each chunk is one token, as a server sends them that is not too busy to send each at once.
///
/// @param chunks those with text, of which six in ten are reasoning
record StreamScript(int chunks) {

    static final int PROMPT_TOKENS = 57;

    private static final List<String> WORDS =
            List.of(" the", " answer", "\\n\\n", " is", " Größe", " \\\"x\\\"", ",", " therefore");
    private static final String HEAD =
            "data: {\"id\":\"chatcmpl-8f14e45fceea167a5a36dedd4bea2543\","
                    + "\"object\":\"chat.completion.chunk\",\"created\":1790000000,"
                    + "\"model\":\"bench\",\"choices\":[";

    StreamScript {
        if (chunks < 2) {
            throw new IllegalArgumentException("a stream needs at least 2 chunks: " + chunks);
        }
    }

    /// The events in their order, each in its HTTP chunk, the end of the body with the last.
    List<byte[]> frames() {
        var frames = new ArrayList<byte[]>();
        events().forEach(event -> frames.add(frame(event)));
        frames.add("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return List.copyOf(frames);
    }

    /// The bytes of all events.
    long bytes() {
        return events().stream()
                .mapToLong(event -> event.getBytes(StandardCharsets.UTF_8).length)
                .sum();
    }

    private List<String> events() {
        var events = new ArrayList<String>();
        for (var i = 0; i < chunks; i++) {
            var field = i < chunks * 6 / 10 ? "reasoning" : "content";
            var delta = "{\"" + field + "\":\"" + WORDS.get(i % WORDS.size()) + "\"}";
            events.add(event(choice(delta, "null"), i + 1));
        }
        events.add(event(choice("{}", "\"stop\""), chunks));
        events.add(event("", chunks));
        events.add("data: [DONE]\n\n");
        return events;
    }

    private static String choice(String delta, String finishReason) {
        return "{\"index\":0,\"delta\":"
                + delta
                + ",\"logprobs\":null,\"finish_reason\":"
                + finishReason
                + ",\"token_ids\":null}";
    }

    private static String event(String choice, int tokens) {
        return HEAD
                + choice
                + "],\"usage\":{\"prompt_tokens\":"
                + PROMPT_TOKENS
                + ",\"total_tokens\":"
                + (PROMPT_TOKENS + tokens)
                + ",\"completion_tokens\":"
                + tokens
                + "}}\n\n";
    }

    private static byte[] frame(String event) {
        var length = event.getBytes(StandardCharsets.UTF_8).length;
        return (Integer.toHexString(length) + "\r\n" + event + "\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
