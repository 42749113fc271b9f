package org.reasoningrouter.worker.publish;

import org.jspecify.annotations.Nullable;
import org.reasoningrouter.topics.DeadLetter;
import org.reasoningrouter.wire.Answer;

/// Where answers and dead letters go. Slots share it.
public interface Outbox {

    /// What became of a record.
    enum Sent {
        ACKNOWLEDGED,
        /// No record can hold it.
        TOO_LARGE,
        /// The broker or the registry could not take it; it may work later.
        NOT_NOW
    }

    /// Publishes an answer and waits for the broker's acknowledgement.
    ///
    /// @param key the request's key, verbatim
    Sent answer(byte @Nullable [] key, Answer answer);

    /// Publishes a request as it came, with the reason in its headers.
    Sent deadLetter(byte @Nullable [] key, byte @Nullable [] value, DeadLetter reason);
}
