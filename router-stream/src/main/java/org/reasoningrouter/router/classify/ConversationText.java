package org.reasoningrouter.router.classify;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.StringJoiner;
import org.reasoningrouter.router.classify.Passage.Kept;
import org.reasoningrouter.router.classify.Passage.Tokenizing;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Role;

/// A conversation as the one text that a classifier judges.
///
/// One message and nothing else is exactly its text, which is what models are trained on. Anything
/// longer becomes, parted by blank lines and without role names:
///
/// | part | tokens at most | kept |
/// |---|---|---|
/// | system text | `maxLength` / [#SYSTEM], but [#SYSTEM_LEAST] | start |
/// | the assistant turn that the last user turn answers | `maxLength` / [#ANSWERED] | both ends |
/// | earlier user turns, newest first | the context | both ends |
/// | the last user turn | all that the system text leaves | both ends |
///
/// - The context, all but the system text, shrinks as the last turn grows and is gone at
///   [#STANDS_ALONE] tokens: "yes, go on" is judged by the problem before it, a question of some
///   length by itself.
/// - Earlier user turns below [#REMARK] tokens ("why?") are left out where a longer one stands: a
///   few of them between a problem and "go on" would pass for small talk.
/// - In the same way the assistant's turn shrinks as the earlier user turns grow, and it stands
///   first: beside a problem of some length an answer only blurs it. It is read for the problems
///   that an assistant poses.
/// - Tool output, other assistant turns and blank messages are left out. Without a user turn the
///   last message takes its place.
///
/// Measured on the default model with 230 prompts that think alone and 400 that do not, each before
/// one of five answers and one of seven follow-ups: 96 % of the first still think, as many with two
/// remarks between, and 99 % of the others stay fast. Behind boilerplate system text 98 % and 99 %
/// of the prompts keep their route. Of the problems that an assistant poses 82 % think. On an
/// earlier model, an answer of 256 tokens in any case made the 96 % into 92 %, remarks left in 79
/// %, and with 32 tokens of a page of rules in place of 8 three times as many easy follow-ups
/// thought. What this costs: an easy question that changes the subject right after a problem stays
/// fast in one of three cases.
///
/// "Thanks!" after a problem is judged like any remark, so by the problem: to think once too often
/// costs less than to take "great, and now the proof" for thanks, and to know thanks in every
/// language is a model's work.
final class ConversationText {

    static final int SYSTEM = 64;
    static final int SYSTEM_LEAST = 8;
    static final int ANSWERED = 2;
    static final int STANDS_ALONE = 64;
    static final int REMARK = 12;

    /// Earlier user turns looked at: a thousand remarks must not cost a thousand calls.
    static final int TURNS = 32;

    private static final String PART = "\n\n";

    private final Tokenizing tokenizing;
    private final int maxLength;
    private final int frame;
    private final int part;

    /// @param frame the tokens that the tokenizer puts around every text
    ConversationText(Tokenizing tokenizing, int maxLength, int frame) {
        this.tokenizing = tokenizing;
        this.maxLength = maxLength;
        this.frame = frame;
        this.part = tokenizing.ends(PART).length;
    }

    /// What the model reads of a conversation.
    ///
    /// @param leftOut tokens of the rest; exact for a conversation of ordinary length, else a lower
    ///   bound, and above 0 whenever anything is missing
    record Reading(String text, int leftOut) {}

    Reading read(List<Message> conversation) {
        var spoken = conversation.stream().filter(m -> !m.getContent().isBlank()).toList();
        if (spoken.size() > 1) {
            return new Draft(spoken).reading();
        }
        var only = spoken.isEmpty() ? conversation : spoken;
        return new Reading(only.isEmpty() ? "" : only.getLast().getContent(), 0);
    }

    /// What is left of a budget beside a text that may stand alone.
    private static int share(int budget, int tokens) {
        return (int) ((long) budget * Math.max(0, STANDS_ALONE - tokens) / STANDS_ALONE);
    }

    private static int lastTurn(List<Message> spoken) {
        for (var i = spoken.size() - 1; i >= 0; i--) {
            if (spoken.get(i).getRole() == Role.USER) {
                return i;
            }
        }
        return spoken.size() - 1;
    }

    /// One conversation on its way into the template.
    private final class Draft {

        private final String last;
        private final List<String> system = new ArrayList<>();
        private final List<String> earlier = new ArrayList<>();
        private final List<String> unread = new ArrayList<>();
        private final boolean counted;
        private String answered = "";
        private int leftOut;

        private Draft(List<Message> spoken) {
            var at = lastTurn(spoken);
            last = OnnxTokenizer.wellFormed(spoken.get(at).getContent());
            var length = 0L;
            for (var i = spoken.size() - 1; i >= 0; i--) {
                var text = OnnxTokenizer.wellFormed(spoken.get(i).getContent());
                length += text.length();
                if (i != at) {
                    sort(spoken.get(i).getRole(), text, i < at);
                }
            }
            counted = length <= (long) Passage.CHARACTERS_PER_TOKEN * maxLength;
        }

        /// Newest first.
        private void sort(Role role, String text, boolean before) {
            if (role == Role.SYSTEM) {
                system.add(text);
            } else if (role == Role.USER && earlier.size() < TURNS) {
                earlier.add(text);
            } else if (role == Role.ASSISTANT && before && answered.isEmpty()) {
                answered = text;
            } else {
                unread.add(text);
            }
        }

        private Reading reading() {
            if (system.isEmpty() && earlier.isEmpty() && answered.isEmpty()) {
                return new Reading(last, unread());
            }
            var room = maxLength - frame;
            var rules = system(Math.min(Math.max(SYSTEM_LEAST, maxLength / SYSTEM), room));
            room -= cost(rules);
            var question = passage(last, room);
            var asked = taken(question.ends(room));
            room -= asked.tokens();
            var context = Math.min(room, share(maxLength, question.tokens()));
            var turns = turns(context);
            var said = turns.stream().mapToInt(Kept::tokens).sum();
            var left = context - turns.stream().mapToInt(this::cost).sum();
            var answer = answer(Math.min(left - part, share(maxLength / ANSWERED, said)));

            var text = new StringJoiner(PART);
            add(text, rules);
            add(text, answer);
            turns.reversed().forEach(turn -> add(text, turn));
            add(text, asked);
            return new Reading(text.toString(), leftOut + unread());
        }

        private Kept system(int budget) {
            var text = String.join(PART, system.reversed());
            return taken(passage(text, budget).start(budget));
        }

        private Kept answer(int budget) {
            return taken(passage(answered, budget).ends(budget));
        }

        private List<Kept> turns(int context) {
            var remarks = earlier.stream().map(this::isRemark).toList();
            var onlyRemarks = !remarks.contains(false);
            var kept = new ArrayList<Kept>();
            var left = context;
            for (var i = 0; i < earlier.size(); i++) {
                if (left <= part || (remarks.get(i) && !onlyRemarks)) {
                    unread.add(earlier.get(i));
                    continue;
                }
                kept.add(taken(passage(earlier.get(i), left - part).ends(left - part)));
                left -= cost(kept.getLast());
            }
            return Collections.unmodifiableList(kept);
        }

        private boolean isRemark(String turn) {
            return turn.length() <= REMARK * Passage.CHARACTERS_PER_TOKEN
                    && tokenizing.ends(turn).length < REMARK;
        }

        private Passage passage(String text, int budget) {
            return Passage.of(text, counted ? maxLength : budget, tokenizing);
        }

        private Kept taken(Kept kept) {
            leftOut += kept.leftOut();
            return kept;
        }

        private int cost(Kept kept) {
            return kept.tokens() == 0 ? 0 : kept.tokens() + part;
        }

        private int unread() {
            return unread.stream()
                    .mapToInt(text ->
                            counted ? tokenizing.ends(text).length : Passage.atLeast(text.length()))
                    .sum();
        }

        private void add(StringJoiner text, Kept kept) {
            if (!kept.text().isEmpty()) {
                text.add(kept.text());
            }
        }
    }
}
