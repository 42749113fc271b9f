package org.reasoningrouter.worker.invoke;

import java.util.List;
import java.util.Optional;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Route;

/// What a model server is asked, the same in every attempt.
///
/// @param sampling absent where the server's own defaults hold
/// @param thinkingTokens most reasoning tokens; they count on the thinking route only
/// @param answerTokens most tokens of the answer itself
public record Ask(
        List<Message> messages,
        Optional<org.reasoningrouter.wire.Generation> sampling,
        int thinkingTokens,
        int answerTokens) {

    public Ask {
        messages = List.copyOf(messages);
        if (thinkingTokens < 0) {
            throw new IllegalArgumentException(
                    "thinkingTokens must not be negative: " + thinkingTokens);
        }
        if (answerTokens < 1) {
            throw new IllegalArgumentException("answerTokens must be at least 1: " + answerTokens);
        }
    }

    /// The cap on everything the server generates: its `max_tokens` covers reasoning and answer.
    public long mostTokens(Route route) {
        return switch (route) {
            case FAST -> answerTokens;
            case THINKING -> (long) thinkingTokens + answerTokens;
        };
    }
}
