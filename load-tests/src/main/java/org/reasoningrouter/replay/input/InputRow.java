package org.reasoningrouter.replay.input;

import java.time.Instant;
import java.util.Optional;
import org.reasoningrouter.wire.Prompt;

/// What a row of the input turned out to be.
public sealed interface InputRow {

    /// Counts from 1; of a file of lines it is the line's.
    long number();

    /// A prompt.
    ///
    /// @param submittedAt when it was asked in the past
    record Taken(long number, Prompt prompt, Optional<Instant> submittedAt) implements InputRow {}

    /// No prompt.
    ///
    /// @param why for a person; holds no text of the prompt
    record Refused(long number, String why) implements InputRow {}
}
