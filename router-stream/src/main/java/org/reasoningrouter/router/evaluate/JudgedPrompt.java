package org.reasoningrouter.router.evaluate;

import org.reasoningrouter.router.decide.RoutingPolicy;

/// A prompt with its outcome, its score and what the controls go by.
///
/// @param domain its source and task; empty where nobody says
/// @param characters of its text; 0 where there is none
/// @param symbols characters of its text that are neither letters nor blanks
/// @param fast share of right answers without thinking
/// @param thinking share of right answers with thinking
/// @param lost share of its runs in which thinking was right and fast was wrong: what is lost when
///   it is sent fast
record JudgedPrompt(
        String domain,
        int characters,
        int symbols,
        double fast,
        double thinking,
        double score,
        double lost,
        Circumstances circumstances) {

    /// Of one run, by a nobody.
    JudgedPrompt(
            String domain,
            int characters,
            int symbols,
            double fast,
            double thinking,
            double score) {
        this(
                domain,
                characters,
                symbols,
                fast,
                thinking,
                score,
                thinking * (1 - fast),
                Circumstances.UNKNOWN);
    }

    /// With what probability a policy lets it think.
    double thinks(RoutingPolicy policy) {
        return policy.thinks(circumstances.asker(), score);
    }

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
