package org.reasoningrouter.simulator;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// What the model generates in one call, piece by piece, with the count of it. It belongs to the
/// call's thread, but another may end its thought.
final class SimulatedCall {

    private final Asked asked;
    private final Conversation conversation;
    private final int cached;
    private final int closesAfter;
    private List<String> answer = List.of();
    private boolean answering;
    private boolean thought;
    private int reasoningTokens;
    private int answerTokens;
    private Optional<Finish> finish = Optional.empty();
    private volatile boolean thoughtEnded;

    /// @param cached tokens of the prompt that the server had computed before
    SimulatedCall(Asked asked, SimulatedModel model, int cached) {
        this.asked = asked;
        this.cached = cached;
        conversation = Conversation.of(asked.prompt());
        var left = model.length(conversation, asked.effort()) - conversation.thought();
        closesAfter = Math.max(0, Math.min(left, asked.budget().orElse(Integer.MAX_VALUE)));
        if (conversation.answering() || !asked.thinks()) {
            answer();
        }
    }

    /// The thought closes before its next token, as llama.cpp's control has it.
    void endThought() {
        thoughtEnded = true;
    }

    /// The next tokens; empty when the call is over.
    Optional<Piece> next(int most) {
        return answering ? nextOfAnswer(most) : nextOfThought(most);
    }

    /// Why it ended; only when it did.
    Finish finish() {
        return finish.orElseThrow();
    }

    Counts counts() {
        return new Counts(asked.prompt().size(), cached, reasoningTokens, answerTokens);
    }

    long question() {
        return conversation.question();
    }

    /// Tokens that are still to come, of the answer only once it is known.
    int left() {
        var thinking = answering ? 0 : Math.min(closesAfter, asked.most()) - reasoningTokens;
        return Math.max(0, thinking) + answer.size() - answerTokens;
    }

    /// Ids of all that the server has computed for this call, up to the answer.
    Ids computed() {
        return Ids.join(asked.prompt(), ids(conversation.thought(), reasoningTokens));
    }

    private Optional<Piece> nextOfThought(int most) {
        var end = Math.min(closesAfter, asked.most());
        if (reasoningTokens < end && !thoughtEnded) {
            return Optional.of(think(Math.min(most, end - reasoningTokens)));
        }
        if (reasoningTokens < closesAfter && !thoughtEnded) {
            finish = Optional.of(Finish.LENGTH);
            return Optional.empty();
        }
        if (asked.reply().stopsAfterThought()) {
            finish = Optional.of(Finish.AFTER_THOUGHT);
            return Optional.empty();
        }
        thought = true;
        answer();
        return nextOfAnswer(most);
    }

    private Piece think(int count) {
        var from = conversation.thought() + reasoningTokens;
        var after = reasoningTokens == 0 && Conversation.isExtended(asked.prompt());
        var text = new StringBuilder(after ? " " : "");
        IntStream.range(from, from + count)
                .forEach(at ->
                        text.append(SimulatedModel.thought(conversation.question(), at))
                                .append(' '));
        var first = from == 0;
        reasoningTokens += count;
        return new Piece(true, first, false, text.toString(), shown(ids(from, count)));
    }

    private void answer() {
        answering = true;
        answer = SimulatedModel.answer(conversation, conversation.thought() + reasoningTokens);
    }

    private Optional<Piece> nextOfAnswer(int most) {
        var end = Math.min(answer.size(), asked.most() - reasoningTokens);
        if (answerTokens >= end) {
            finish = Optional.of(end < answer.size() ? Finish.LENGTH : Finish.STOP);
            return Optional.empty();
        }
        var first = answerTokens == 0;
        var words = answer.subList(answerTokens, Math.min(answerTokens + most, end));
        answerTokens += words.size();
        var ids = Ids.of(words.stream().mapToInt(Tokens::id));
        var closed = first && thought ? Ids.join(Tokens.CLOSE, ids) : ids;
        return Optional.of(
                new Piece(false, first, thought, String.join(" ", words) + " ", shown(closed)));
    }

    private Ids ids(int from, int count) {
        return Ids.of(
                IntStream.range(from, from + count)
                        .map(at -> SimulatedModel.thoughtId(conversation.question(), at)));
    }

    private Ids shown(Ids ids) {
        return asked.reply().ids() ? ids : Ids.NONE;
    }
}
