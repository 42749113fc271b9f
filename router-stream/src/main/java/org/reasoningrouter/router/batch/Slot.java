package org.reasoningrouter.router.batch;

import java.util.Optional;
import org.reasoningrouter.router.admit.Admission;

/// A prompt's place in a poll: what admission said of it and its claim to a score.
///
/// @param judge what the prompt was submitted to, and is decided by, whatever comes in force
///   meanwhile
/// @param shadow its claim to a score of the shadow's own models, if there are any and they had
///   room
public record Slot(Admission admission, Ticket ticket, Judge judge, Optional<Ticket> shadow) {

    /// Nobody will process this slot.
    public void drop() {
        ticket.cancel();
        shadow.ifPresent(Ticket::cancel);
    }
}
