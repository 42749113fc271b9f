package org.reasoningrouter.router.batch;

import java.util.List;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Prompt;

/// What the batcher needs to know of a prompt.
///
/// @param tenant whose prompt it is; scores are never remembered across tenants
public record Question(List<Message> messages, Lane lane, String tenant) {

    /// A millisecond of a usual tokeniser.
    private static final int SHORT_CHARS = 4_096;

    public static Question of(Prompt prompt) {
        return new Question(prompt.getMessages(), prompt.getLane(), prompt.getTenant());
    }

    /// Whether a thread that has a deadline may tokenise it itself.
    boolean isShort() {
        var left = SHORT_CHARS;
        for (var message : messages) {
            left -= Math.min(left, message.getContent().length());
        }
        return left > 0;
    }
}
