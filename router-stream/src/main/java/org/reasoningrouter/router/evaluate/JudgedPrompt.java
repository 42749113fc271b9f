package org.reasoningrouter.router.evaluate;

/// A prompt with its outcome, its score and what the controls go by.
///
/// @param domain its source and task; empty where nobody says
/// @param characters of its text; 0 where there is none
/// @param symbols characters of its text that are neither letters nor blanks
/// @param fast share of right answers without thinking
/// @param thinking share of right answers with thinking
record JudgedPrompt(
        String domain, int characters, int symbols, double fast, double thinking, double score) {

    static int charactersOf(String text) {
        return text.codePointCount(0, text.length());
    }

    static int symbolsOf(String text) {
        return (int) text.codePoints().filter(c -> !Character.isLetter(c) && !isBlank(c)).count();
    }

    private static boolean isBlank(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == NEXT_LINE;
    }

    private static final int NEXT_LINE = 0x85;
}
