package org.reasoningrouter.router.batch;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.reasoningrouter.router.classify.Classification;
import org.reasoningrouter.router.classify.Tokens;
import org.reasoningrouter.wire.Lane;

/// A prompt's claim to a score.
///
/// It goes from the submitting thread to a tokeniser, to the queue and to a session, one at a time;
/// the future may be read or cancelled by anyone.
///
/// @param due the poll's deadline, on the batcher's nano clock
public record Ticket(Question question, long due, CompletableFuture<Classification> future) {

    private static final Question NOTHING = new Question(List.of(), Lane.BULK, "");

    static Ticket closed(Classification classification) {
        return new Ticket(NOTHING, 0, CompletableFuture.completedFuture(classification));
    }

    /// A claim of its own to what one model says of the same prompt.
    Ticket again() {
        return new Ticket(question, due, new CompletableFuture<>());
    }

    /// Nobody wants the score any more.
    public void cancel() {
        future.cancel(false);
    }

    /// What became of it, if that is known; else nobody wants it any more.
    Optional<Classification> ifEnded() {
        cancel();
        return future.isCancelled() ? Optional.empty() : Optional.of(future.join());
    }

    void end(Classification classification) {
        future.complete(classification);
    }

    boolean isOpen() {
        return !future.isDone();
    }

    /// A ticket that has its tokens and waits for its batch.
    record Ready(Ticket ticket, Tokens tokens, long since) {

        int bucket() {
            return 32 - Integer.numberOfLeadingZeros(Math.max(tokens.length(), SHORTEST) - 1);
        }

        int length() {
            return tokens.length();
        }

        // Below this, padding costs less than another call.
        private static final int SHORTEST = 32;
    }
}
