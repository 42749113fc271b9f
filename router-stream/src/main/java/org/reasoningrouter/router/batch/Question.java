package org.reasoningrouter.router.batch;

import java.util.List;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Prompt;

/// What the batcher needs to know of a prompt.
///
/// @param tenant whose prompt it is; scores are never remembered across tenants
public record Question(List<Message> messages, Lane lane, String tenant) {

    public static Question of(Prompt prompt) {
        return new Question(prompt.getMessages(), prompt.getLane(), prompt.getTenant());
    }
}
