package org.reasoningrouter.worker.invoke;

/// Parts reasoning from answer in text that holds both, for servers that do not part them.
///
/// A `<think>` counts at the very beginning only: later ones are text of the answer. A tag may be
/// cut anywhere between two pieces, so the end of a piece is held back while it may be the start of
/// one.
final class ThinkSplitter {

    static final String OPEN = "<think>";
    static final String CLOSE = "</think>";

    private enum State {
        BEFORE,
        THINKING,
        ANSWERING
    }

    /// Where in the model's output the text begins.
    enum Begin {
        /// At the beginning.
        OUTPUT,
        /// At the beginning, or in a thought whose opening tag stands in the prompt, so that a lone
        /// `</think>` may end it.
        OUTPUT_OR_THOUGHT,
        /// In a thought.
        THOUGHT,
        /// After the thought: all of it is answer.
        ANSWER
    }

    private final boolean mayLackOpen;
    private final boolean keeps;
    private final StringBuilder thought = new StringBuilder();
    private final StringBuilder answer = new StringBuilder();
    private final StringBuilder held = new StringBuilder();
    private State state;
    private long reasoningChars;
    private boolean closed;
    private boolean parted;

    /// @param keeps whether the reasoning is kept
    ThinkSplitter(Begin begin, boolean keeps) {
        mayLackOpen = begin == Begin.OUTPUT_OR_THOUGHT;
        this.keeps = keeps;
        state =
                switch (begin) {
                    case OUTPUT, OUTPUT_OR_THOUGHT -> State.BEFORE;
                    case THOUGHT -> State.THINKING;
                    case ANSWER -> State.ANSWERING;
                };
        parted = begin == Begin.ANSWER;
    }

    /// Reasoning came by its own field, so tags in the text are text.
    void reasoningCameApart() {
        if (state == State.BEFORE) {
            state = State.ANSWERING;
        }
        closed = true;
    }

    void add(String piece) {
        held.append(piece);
        switch (state) {
            case BEFORE -> begin();
            case THINKING -> think();
            case ANSWERING -> answerHeld();
        }
    }

    /// Says that no more comes: what was held back is text.
    void end() {
        switch (state) {
            case BEFORE, ANSWERING -> answer.append(held);
            case THINKING -> count(held.toString());
        }
        held.setLength(0);
    }

    String answer() {
        return answer.toString();
    }

    int answerChars() {
        return answer.length();
    }

    long reasoningChars() {
        return reasoningChars;
    }

    /// The reasoning, where it is kept.
    String thought() {
        return thought.toString();
    }

    /// Whether the tag that ends the thought has come.
    boolean thoughtEnded() {
        return parted && state == State.ANSWERING;
    }

    private void begin() {
        var text = held.toString().stripLeading();
        if (text.startsWith(OPEN)) {
            held.setLength(0);
            held.append(text, OPEN.length(), text.length());
            state = State.THINKING;
            think();
        } else if (!OPEN.startsWith(text)) {
            state = State.ANSWERING;
            answerHeld();
        }
    }

    private void think() {
        var at = held.indexOf(CLOSE);
        if (at < 0) {
            var kept = held.length() - tail(CLOSE);
            count(held.substring(0, kept));
            held.delete(0, kept);
            return;
        }
        count(held.substring(0, at));
        close(at);
        state = State.ANSWERING;
        answerHeld();
    }

    private void answerHeld() {
        if (closed || !mayLackOpen) {
            if (parted && answer.isEmpty()) {
                answer.append(held.toString().stripLeading());
            } else {
                answer.append(held);
            }
            held.setLength(0);
            return;
        }
        var at = held.indexOf(CLOSE);
        if (at < 0) {
            var kept = held.length() - tail(CLOSE);
            answer.append(held, 0, kept);
            held.delete(0, kept);
            return;
        }
        count(answer + held.substring(0, at));
        answer.setLength(0);
        close(at);
        answerHeld();
    }

    private void close(int at) {
        held.delete(0, at + CLOSE.length());
        closed = true;
        parted = true;
    }

    // A pair of tags with nothing but space between is how a model says that it does not think.
    private void count(String reasoning) {
        if (reasoningChars > 0 || !reasoning.isBlank()) {
            reasoningChars += reasoning.length();
            if (keeps) {
                thought.append(reasoning);
            }
        }
    }

    // How many of the last characters may be the start of the tag.
    private int tail(String tag) {
        for (var n = Math.min(tag.length() - 1, held.length()); n > 0; n--) {
            if (tag.startsWith(held.substring(held.length() - n))) {
                return n;
            }
        }
        return 0;
    }
}
