package org.reasoningrouter.router.evaluate;

import java.util.Optional;

/// What one line of a file of outcomes turned out to be.
sealed interface OutcomeLine {

    /// One run of a prompt, without and with thinking.
    ///
    /// @param domain its source and task; empty where nobody says
    /// @param fast share of right answers without thinking
    /// @param thinking share of right answers with thinking
    record Run(
            String id,
            String domain,
            Optional<String> text,
            double fast,
            double thinking,
            Circumstances circumstances)
            implements OutcomeLine {}

    /// A run whose thinking was cut off by its budget: it says nothing of thinking.
    record CutOff() implements OutcomeLine {}

    /// A prompt that was not tried both ways.
    record Untried() implements OutcomeLine {}

    /// A line that is no outcome.
    ///
    /// @param why for a person; holds no text of the prompt
    record Broken(String why) implements OutcomeLine {}
}
