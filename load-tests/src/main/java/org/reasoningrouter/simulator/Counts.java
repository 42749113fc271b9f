package org.reasoningrouter.simulator;

/// Tokens of one call so far.
///
/// @param input all of the prompt, the cached part included
record Counts(int input, int cached, int reasoning, int answer) {

    static final Counts NONE = new Counts(0, 0, 0, 0);

    int output() {
        return reasoning + answer;
    }

    Counts withoutReasoning() {
        return new Counts(input, cached, 0, answer + reasoning);
    }
}
