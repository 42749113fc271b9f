package org.reasoningrouter.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// One reply on its way out, chunk by chunk, with the count of what was generated so far. It
/// belongs to the thread of its call.
final class SimulatedStream {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SimulatorSettings settings;
    private final SimulatedReply reply;
    private final String model;
    private final boolean runningUsage;
    private final OutputStream out;
    private final long startNanos = System.nanoTime();
    private int reasoningTokens;
    private int answerTokens;

    SimulatedStream(
            SimulatorSettings settings, SimulatedReply reply, Asked asked, OutputStream out) {
        this.settings = settings;
        this.reply = reply;
        this.model = asked.model();
        this.runningUsage = asked.runningUsage();
        this.out = out;
    }

    /// What the client wants of the stream itself.
    record Asked(String model, boolean runningUsage) {}

    int reasoningTokens() {
        return reasoningTokens;
    }

    int answerTokens() {
        return answerTokens;
    }

    /// Streams everything but the end, at the pace of the settings.
    void generate() throws IOException, InterruptedException {
        while (next()) {
            // Each round sends one chunk.
        }
    }

    /// Takes the same time and sends nothing.
    void generateSilently() throws InterruptedException {
        reasoningTokens = reply.reasoning().size();
        answerTokens = reply.answer().size();
        pace();
    }

    /// Streams the next chunk; false when nothing is left.
    boolean next() throws IOException, InterruptedException {
        if (reasoningTokens < reply.reasoning().size()) {
            var text = piece(reply.reasoning(), reasoningTokens);
            pace();
            reasoningTokens =
                    Math.min(reasoningTokens + settings.chunkTokens(), reply.reasoning().size());
            send("reasoning", text);
            return true;
        }
        if (answerTokens < reply.answer().size()) {
            var text = piece(reply.answer(), answerTokens);
            pace();
            answerTokens = Math.min(answerTokens + settings.chunkTokens(), reply.answer().size());
            send("content", text);
            return true;
        }
        return false;
    }

    private String piece(List<String> tokens, int from) {
        return String.join(
                "", tokens.subList(from, Math.min(from + settings.chunkTokens(), tokens.size())));
    }

    // Against the start of the call, so that late chunks do not add up.
    private void pace() throws InterruptedException {
        var due = startNanos + settings.timeFor(reasoningTokens + answerTokens).toNanos();
        var left = due - System.nanoTime();
        if (left > 0) {
            Thread.sleep(left / 1_000_000, (int) (left % 1_000_000));
        }
    }

    private void send(String field, String text) throws IOException {
        var chunk = chunk();
        chunk.putArray("choices").addObject().put("index", 0).putObject("delta").put(field, text);
        if (runningUsage) {
            putUsage(chunk);
        }
        write(chunk);
    }

    /// Sends the end of the stream, or the one body of a call that does not stream.
    void finish(boolean stream, boolean usage) throws IOException {
        if (stream) {
            finishStream(usage);
        } else {
            out.write(whole(usage));
        }
    }

    private void finishStream(boolean usage) throws IOException {
        var last = chunk();
        var choice = last.putArray("choices").addObject().put("index", 0);
        choice.putObject("delta");
        choice.put("finish_reason", reply.finishReason());
        write(last);
        if (usage) {
            var counts = chunk();
            counts.putArray("choices");
            putUsage(counts);
            write(counts);
        }
        out.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private byte[] whole(boolean usage) throws IOException {
        var body = chunk().put("object", "chat.completion");
        var choice = body.putArray("choices").addObject().put("index", 0);
        choice.putObject("message")
                .put("role", "assistant")
                .put("reasoning", String.join("", reply.reasoning()))
                .put("content", String.join("", reply.answer()));
        choice.put("finish_reason", reply.finishReason());
        if (usage) {
            putUsage(body);
        }
        return JSON.writeValueAsBytes(body);
    }

    private ObjectNode chunk() {
        return JSON.createObjectNode()
                .put("id", "simulated")
                .put("object", "chat.completion.chunk")
                .put("model", model)
                .put("simulated", true);
    }

    private void putUsage(ObjectNode node) {
        var usage =
                node.putObject("usage")
                        .put("prompt_tokens", reply.input())
                        .put("completion_tokens", reasoningTokens + answerTokens)
                        .put("total_tokens", reply.input() + reasoningTokens + answerTokens);
        usage.putObject("completion_tokens_details").put("reasoning_tokens", reasoningTokens);
    }

    private void write(ObjectNode chunk) throws IOException {
        out.write(("data: " + chunk + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
