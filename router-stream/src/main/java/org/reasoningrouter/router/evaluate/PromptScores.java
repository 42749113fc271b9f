package org.reasoningrouter.router.evaluate;

import java.util.List;
import org.reasoningrouter.router.classify.Classification.Scored;
import org.reasoningrouter.wire.Message;

/// What the models in force make of a few prompts, as the stream would have it.
@FunctionalInterface
public interface PromptScores {

    /// One for each prompt, in their order.
    ///
    /// @throws IllegalStateException when a model fails
    List<Scored> of(List<List<Message>> prompts);
}
