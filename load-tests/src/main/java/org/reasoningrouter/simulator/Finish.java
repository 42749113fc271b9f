package org.reasoningrouter.simulator;

/// Why a call ended.
enum Finish {
    /// The answer is whole.
    STOP,
    /// The thought ended, and that is where the client wanted it to.
    AFTER_THOUGHT,
    /// The cap cut it.
    LENGTH;

    /// OpenAI's word.
    String word() {
        return this == LENGTH ? "length" : "stop";
    }
}
