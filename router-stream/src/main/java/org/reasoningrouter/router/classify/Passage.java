package org.reasoningrouter.router.classify;

import java.util.Optional;

/// A message's text with the ends of its tokens, to be shortened between two of them.
///
/// A text far beyond its budget is shortened by characters first, so that a mebibyte is never
/// tokenised to keep a few words of it; its `tokens` are then a lower bound.
final class Passage {

    /// Between the kept start and the kept end, so that no word grows across the gap.
    static final String GAP = "\n";

    /// So much text is tokenised for each token that may stay, at the start and at the end alike.
    static final int CHARACTERS_PER_TOKEN = 16;

    /// How a text falls into tokens.
    @FunctionalInterface
    interface Tokenizing {

        /// Where each token ends, in chars; tokens that share a character end together.
        int[] ends(String text);
    }

    /// What stays of a passage.
    ///
    /// @param tokens of what stays
    /// @param leftOut tokens of what does not
    record Kept(String text, int tokens, int leftOut) {}

    private final String text;
    private final int[] ends;
    private final int beyond;

    private Passage(String text, int[] ends, int beyond) {
        this.text = text;
        this.ends = ends;
        this.beyond = beyond;
    }

    /// @param budget the most tokens that may be kept
    static Passage of(String text, int budget, Tokenizing tokenizing) {
        var side = Math.max(1, budget) * CHARACTERS_PER_TOKEN;
        if (text.length() <= 2 * side) {
            return new Passage(text, tokenizing.ends(text), 0);
        }
        var tail = text.length() - side;
        var near =
                text.substring(0, boundary(text, side))
                        + GAP
                        + text.substring(boundary(text, tail));
        return new Passage(near, tokenizing.ends(near), atLeast(tail - side));
    }

    /// The least that so many characters are worth when nobody tokenises them.
    static int atLeast(int characters) {
        return 1 + characters / Truncation.CHARACTERS_PER_TOKEN;
    }

    int tokens() {
        return ends.length + beyond;
    }

    /// The start and the end, the longer half at the end, in at most so many tokens.
    Kept ends(int most) {
        return whole(most)
                .orElseGet(() -> {
                    var head = headTokens((most - 1) / 2);
                    var tail = tailTokens(most - 1 - head);
                    var start = head == 0 ? "" : text.substring(0, ends[head - 1]);
                    var end = tail == 0 ? "" : text.substring(startOf(ends.length - tail));
                    return kept(
                            start.isEmpty() || end.isEmpty() ? start + end : start + GAP + end,
                            head + tail);
                });
    }

    /// The start, in at most so many tokens.
    Kept start(int most) {
        return whole(most)
                .orElseGet(() -> {
                    var head = headTokens(most);
                    return kept(head == 0 ? "" : text.substring(0, ends[head - 1]), head);
                });
    }

    private Optional<Kept> whole(int most) {
        if (most < 1) {
            return Optional.of(new Kept("", 0, tokens()));
        }
        return ends.length <= most && beyond == 0
                ? Optional.of(new Kept(text, ends.length, 0))
                : Optional.empty();
    }

    private Kept kept(String shorter, int tokens) {
        return new Kept(shorter, tokens, tokens() - tokens);
    }

    private int headTokens(int most) {
        var head = Math.min(most, ends.length);
        while (head > 0 && head < ends.length && ends[head - 1] == ends[head]) {
            head--;
        }
        return head;
    }

    private int tailTokens(int most) {
        var tail = Math.min(most, ends.length);
        while (tail > 0 && startOf(ends.length - tail) == ends[ends.length - tail]) {
            tail--;
        }
        return tail;
    }

    /// A token takes the blanks before it along.
    private int startOf(int token) {
        return token == 0 ? 0 : ends[token - 1];
    }

    private static int boundary(String text, int at) {
        return Character.isLowSurrogate(text.charAt(at)) ? at - 1 : at;
    }
}
