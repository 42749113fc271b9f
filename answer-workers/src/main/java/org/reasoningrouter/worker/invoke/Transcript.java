package org.reasoningrouter.worker.invoke;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.reasoningrouter.wire.Usage;
import org.reasoningrouter.worker.invoke.Turn.Continuation;

/// What one call has said so far. Reasoning is counted and let go, unless its turn keeps it.
final class Transcript {

    private final ThinkSplitter splitter;
    private final Kept kept;
    private final StringBuilder thought = new StringBuilder();
    private final List<Integer> promptIds = new ArrayList<>();
    private final List<Integer> ids = new ArrayList<>();
    private long reasoningChars;
    private long reasoningChunks;
    private long answerChunks;
    private Optional<String> finishReason = Optional.empty();
    private Optional<ReportedUsage> reported = Optional.empty();
    private boolean simulated;

    /// What is kept of a thought, and how its end is known.
    ///
    /// @param close token ids of the tag that ends a thought; empty where they are not known
    record Kept(boolean thought, List<Integer> close) {

        static final Kept NOTHING = new Kept(false, List.of());

        // A tag of several tokens can be spelt in several ways, so it marks no end.
        boolean ids() {
            return thought && close.size() == 1;
        }
    }

    Transcript(ThinkSplitter.Begin begin, Kept kept) {
        splitter = new ThinkSplitter(begin, kept.thought());
        this.kept = kept;
    }

    /// Takes in a chunk and says whether it brought reasoning or text.
    boolean add(Chunk chunk) {
        if (chunk.finishReason().isPresent()) {
            finishReason = chunk.finishReason();
        }
        chunk.usage().ifPresent(this::addUsage);
        simulated |= chunk.simulated();
        addReasoning(chunk.reasoning());
        addContent(chunk.content());
        if (kept.ids()) {
            promptIds.addAll(chunk.ids().prompt());
            ids.addAll(chunk.ids().output());
        }
        return !chunk.reasoning().isEmpty() || !chunk.content().isEmpty();
    }

    private void addUsage(ReportedUsage later) {
        reported = Optional.of(reported.map(before -> before.then(later)).orElse(later));
    }

    // Some servers open with a blank piece of reasoning though they do not think: it is no sign of
    // thinking yet.
    private void addReasoning(String text) {
        if (reasoningChars > 0 ? text.isEmpty() : text.isBlank()) {
            return;
        }
        reasoningChunks++;
        reasoningChars += text.length();
        if (kept.thought()) {
            thought.append(text);
        }
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

    /// How many characters are held: those of the answer, and of the thought where it is kept.
    long heldChars() {
        return splitter.answerChars() + (kept.thought() ? reasoning() : 0);
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

    /// Whether the model itself ended its thought; false: the cap did.
    boolean thoughtEnded() {
        var capped = finishReason.filter("length"::equals).isPresent();
        return !capped || splitter.thoughtEnded() || thoughtIds() < ids.size();
    }

    /// The thought of a call that opened one.
    Thought thought() {
        return new Thought(text(), promptIds, ids.subList(0, thoughtIds()));
    }

    /// The thought of a call that went on from another.
    ///
    /// @param appended the ids of what was put after the other; empty where it has none, or where
    ///   nothing was
    Thought thought(Continuation from, List<Integer> appended) {
        var before = from.thought();
        var text = from.text("") + text();
        var unknown = appended.isEmpty() && !from.appended().isEmpty();
        if (!before.hasIds() || unknown || (ids.isEmpty() && !text().isEmpty())) {
            return new Thought(text, List.of(), List.of());
        }
        var all = new ArrayList<>(before.ids());
        all.addAll(appended);
        all.addAll(ids.subList(0, thoughtIds()));
        return new Thought(text, before.promptIds(), all);
    }

    private String text() {
        return thought.isEmpty() ? splitter.thought() : thought.toString();
    }

    private int thoughtIds() {
        var end = kept.ids() ? ids.indexOf(kept.close().getFirst()) : -1;
        return end < 0 ? ids.size() : end;
    }

    Usage usage() {
        var counted = ids.isEmpty() ? OptionalLong.empty() : OptionalLong.of(thoughtIds());
        return new TokenCount(
                        reasoning(), splitter.answerChars(), reasoningChunks, answerChunks, counted)
                .usage(reported);
    }

    private long reasoning() {
        return reasoningChars + splitter.reasoningChars();
    }
}
