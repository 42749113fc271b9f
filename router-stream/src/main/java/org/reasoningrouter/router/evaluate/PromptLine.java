package org.reasoningrouter.router.evaluate;

import java.util.List;
import java.util.Optional;
import org.reasoningrouter.wire.Message;

/// What one line of a file of prompts turned out to be.
///
/// `id` is the JSON of the id, a text or a number as it came, so that it goes out as it came in;
/// `number` counts lines from 1, for those without one.
sealed interface PromptLine {

    long number();

    Optional<String> id();

    record Intact(long number, Optional<String> id, List<Message> messages) implements PromptLine {

        public Intact {
            messages = List.copyOf(messages);
        }
    }

    /// A line that is no prompt.
    ///
    /// @param why for a person; holds no text of the prompt
    record Broken(long number, Optional<String> id, String why) implements PromptLine {}
}
