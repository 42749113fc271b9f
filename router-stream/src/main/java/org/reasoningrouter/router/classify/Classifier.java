package org.reasoningrouter.router.classify;

import java.util.List;
import org.reasoningrouter.wire.Message;

/// Turns conversations into scores, in two steps so that a model never waits for a tokeniser.
///
/// Threads share it: any number may encode, and as many as there are sessions may score at once.
public interface Classifier extends AutoCloseable {

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

    /// Name and digest of the model, as decisions carry it.
    String version();

    @Override
    void close();
}
