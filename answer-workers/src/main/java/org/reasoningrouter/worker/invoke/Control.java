package org.reasoningrouter.worker.invoke;

import java.util.Locale;

/// What a family of model servers offers for the control of thinking.
public enum Control {
    /// Thinking is switched on and off for each call.
    SWITCH,
    /// The server itself holds thinking to a number of tokens.
    BUDGET,
    /// There is no budget, but a level of effort that is chosen from the budget. No cap.
    EFFORT,
    /// Token ids come back, and a thought can be gone on from by them.
    TOKEN_IDS,
    /// A thought can be gone on from by its text.
    TEXT_CONTINUATION,
    /// A call can be told to stop where the thought ends.
    STOP_AFTER_THOUGHT,
    /// Reasoning tokens are counted by the server.
    REASONING_COUNT;

    /// The control as meters and logs name it.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
