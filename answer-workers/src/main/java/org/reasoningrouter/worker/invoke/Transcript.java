package org.reasoningrouter.worker.invoke;

import java.util.Optional;
import org.reasoningrouter.wire.Usage;

/// What one call has said so far. Reasoning is counted and let go; only the answer is kept.
final class Transcript {

    private final ThinkSplitter splitter;
    private long reasoningChars;
    private long reasoningChunks;
    private long answerChunks;
    private Optional<String> finishReason = Optional.empty();
    private Optional<ReportedUsage> reported = Optional.empty();
    private boolean simulated;

    /// @param thinks whether the server was asked to think
    Transcript(boolean thinks) {
        splitter = new ThinkSplitter(thinks);
    }

    /// Takes in a chunk and says whether it brought reasoning or text.
    boolean add(Chunk chunk) {
        chunk.finishReason().ifPresent(reason -> finishReason = Optional.of(reason));
        chunk.usage().ifPresent(usage -> reported = Optional.of(usage));
        simulated |= chunk.simulated();
        addReasoning(chunk.reasoning());
        addContent(chunk.content());
        return !chunk.reasoning().isEmpty() || !chunk.content().isEmpty();
    }

    // Some servers open with a blank piece of reasoning though they do not think: it is no sign of
    // thinking yet.
    private void addReasoning(String text) {
        if (reasoningChars > 0 ? text.isEmpty() : text.isBlank()) {
            return;
        }
        reasoningChunks++;
        reasoningChars += text.length();
        splitter.reasoningCameApart();
    }

    private void addContent(String text) {
        if (text.isEmpty()) {
            return;
        }
        var before = splitter.reasoningChars();
        splitter.add(text);
        if (splitter.reasoningChars() > before) {
            reasoningChunks++;
        } else {
            answerChunks++;
        }
    }

    void end() {
        splitter.end();
    }

    String answer() {
        return splitter.answer();
    }

    int answerChars() {
        return splitter.answerChars();
    }

    Optional<String> finishReason() {
        return finishReason;
    }

    boolean simulated() {
        return simulated;
    }

    boolean thinkingObserved() {
        return reasoning() > 0 || usage().getReasoningTokens() > 0;
    }

    Usage usage() {
        return new TokenCount(reasoning(), splitter.answerChars(), reasoningChunks, answerChunks)
                .usage(reported);
    }

    private long reasoning() {
        return reasoningChars + splitter.reasoningChars();
    }
}
