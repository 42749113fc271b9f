package org.reasoningrouter.simulator;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/// What the model reads out of a prompt's tokens: the question, and how far its own thought on it
/// has come in earlier calls.
///
/// @param question a hash of the users' words
/// @param thought tokens of the model's own thought that the prompt holds
/// @param extensions words such as `Wait` within that thought, each of which makes it think on
/// @param answering whether the answer comes next: the thought is closed, or asked for its value
/// @param form how the last words have the value said
record Conversation(
        long question,
        Difficulty difficulty,
        int thought,
        int extensions,
        boolean answering,
        Form form) {

    /// How a value is said.
    enum Form {
        /// In a sentence.
        SENTENCE,
        /// Alone.
        VALUE,
        /// In a brace that the prompt opened.
        BOXED
    }

    private static final int USER = Tokens.id("user");
    private static final int ASSISTANT = Tokens.id("assistant");
    private static final int NAMED_QUESTION = Tokens.id("[question");
    private static final Set<Integer> SOFT_SWITCHES = ids("/think", "/no_think");
    private static final Set<Integer> EXTENSIONS =
            ids("Wait", "Wait,", "Wait.", "Alternatively", "Alternatively,", "Hmm", "Hmm,");
    private static final Set<Integer> LEADS = ids("Answer:", "answer:", "**Answer:**", "is", "is:");
    private static final Set<Integer> BOXES = ids("\\boxed{", "$\\boxed{");
    private static final Map<Integer, Difficulty> MARKERS =
            Stream.of(Difficulty.values())
                    .collect(Collectors.toMap(it -> Tokens.id(it.marker()), it -> it));

    /// Reads a prompt as the chat template renders it. A prompt without turns is one question.
    static Conversation of(Ids prompt) {
        var turn = lastAssistantTurn(prompt);
        var asked = prompt.part(0, turn);
        var said = prompt.part(turn, prompt.size());
        var question = question(asked);
        var open = said.last(Tokens.THINK);
        if (open < 0) {
            return new Conversation(question.hash, question.difficulty, 0, 0, true, form(prompt));
        }
        var close = said.last(Tokens.END_OF_THINKING);
        var thought = said.part(open + 1, close > open ? close : said.size());
        return thinking(question, thought, close > open, form(prompt));
    }

    /// The question of users' texts, without any thought yet.
    static Conversation asked(Iterable<String> userTexts) {
        var question = new Question();
        userTexts.forEach(text -> Tokens.of(text).stream().forEach(question::add));
        question.end();
        return new Conversation(question.hash, question.difficulty, 0, 0, true, Form.SENTENCE);
    }

    private static Conversation thinking(
            Question question, Ids thought, boolean closed, Form form) {
        var own = 0;
        var extensions = 0;
        for (var i = 0; i < thought.size(); i++) {
            var id = thought.at(i);
            if (id == SimulatedModel.thoughtId(question.hash, own)) {
                own++;
            } else if (EXTENSIONS.contains(id)) {
                extensions++;
            }
        }
        return new Conversation(
                question.hash,
                question.difficulty,
                own,
                extensions,
                closed || form != Form.SENTENCE,
                form);
    }

    private static int lastAssistantTurn(Ids prompt) {
        for (var i = prompt.size() - 2; i >= 0; i--) {
            if (prompt.at(i) == Tokens.TURN && prompt.at(i + 1) == ASSISTANT) {
                return i;
            }
        }
        var think = prompt.last(Tokens.THINK);
        return think < 0 ? prompt.size() : think;
    }

    private static Question question(Ids asked) {
        var question = new Question();
        var hasTurns = asked.stream().anyMatch(id -> id == Tokens.TURN);
        var counts = !hasTurns;
        for (var i = 0; i < asked.size(); i++) {
            if (asked.at(i) == Tokens.TURN && i + 1 < asked.size()) {
                counts = asked.at(++i) == USER;
            } else if (counts && asked.at(i) != Tokens.END_OF_TURN) {
                question.add(asked.at(i));
            }
        }
        question.end();
        return question;
    }

    /// Whether a prompt ends in a word such as `Wait`, which the thought goes on after.
    static boolean isExtended(Ids prompt) {
        return prompt.size() > 0 && EXTENSIONS.contains(prompt.at(prompt.size() - 1));
    }

    private static Form form(Ids prompt) {
        var last = prompt.size() > 0 ? prompt.at(prompt.size() - 1) : 0;
        if (BOXES.contains(last)) {
            return Form.BOXED;
        }
        return LEADS.contains(last) ? Form.VALUE : Form.SENTENCE;
    }

    private static Set<Integer> ids(String... words) {
        return Stream.of(words).map(Tokens::id).collect(Collectors.toUnmodifiableSet());
    }

    /// Takes in the users' words. Switches for the chat do not change what is asked, and whoever
    /// must add words of its own names the question: `[question 17]`.
    private static final class Question {

        private final CRC32 words = new CRC32();
        private Optional<Difficulty> marked = Optional.empty();
        private Optional<Integer> name = Optional.empty();
        private boolean nameFollows;
        private long hash;
        private Difficulty difficulty = Difficulty.EASY;

        void add(int id) {
            if (nameFollows) {
                name = Optional.of(id);
            }
            nameFollows = id == NAMED_QUESTION;
            if (MARKERS.containsKey(id)) {
                marked = Optional.of(MARKERS.get(id));
            }
            if (!SOFT_SWITCHES.contains(id)) {
                update(id);
            }
        }

        void end() {
            name.ifPresent(id -> {
                words.reset();
                update(id);
            });
            hash = words.getValue();
            difficulty =
                    marked.orElseGet(
                            () -> Difficulty.drawn(SimulatedModel.uniform(hash, "difficulty")));
        }

        private void update(int id) {
            words.update(id);
            words.update(id >>> 8);
            words.update(id >>> 16);
        }
    }
}
