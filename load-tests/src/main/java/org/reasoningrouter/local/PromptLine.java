package org.reasoningrouter.local;

import org.reasoningrouter.wire.Prompt;

/// What one line of a file of prompts turned out to be.
///
/// `number` counts from 1, as editors do.
public sealed interface PromptLine {

    record Intact(long number, Prompt prompt) implements PromptLine {}

    /// A line that is no prompt.
    ///
    /// @param why for a person; holds no text of the prompt
    record Broken(long number, String why) implements PromptLine {}
}
