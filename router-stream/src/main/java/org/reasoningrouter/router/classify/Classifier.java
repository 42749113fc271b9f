package org.reasoningrouter.router.classify;

import java.util.List;
import java.util.Optional;
import org.reasoningrouter.router.classify.Classification.Scored;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Prompt;

/// Turns conversations into scores, in two steps so that a model never waits for a tokeniser.
///
/// Threads share it: any number may encode, and as many as there are sessions may score at once.
public interface Classifier extends AutoCloseable {

    /// The score that a prompt has without being read, as where scores were recorded before; such a
    /// prompt goes into no batch. A model knows none.
    default Optional<Scored> known(Prompt prompt) {
        return Optional.empty();
    }

    /// Tokenises a conversation, cut to the model's length.
    Tokens encode(List<Message> messages);

    /// Scores a batch in one call of the model; the scores stand in the order of the batch.
    ///
    /// @throws IllegalStateException when the model fails on this batch
    List<Score> score(List<Tokens> batch);

    /// What the model tells apart, in the order of [Score#shares()].
    List<String> labels();

    /// How many batches may be scored at once.
    int sessions();

    /// Whether scoring takes the cores that tokenising takes too.
    default boolean sharesCores() {
        return false;
    }

    /// Name and digest of the model, as decisions carry it.
    String version();

    @Override
    void close();
}
