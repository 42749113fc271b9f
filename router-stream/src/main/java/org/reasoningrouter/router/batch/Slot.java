package org.reasoningrouter.router.batch;

import org.reasoningrouter.router.admit.Admission;

/// A prompt's place in a poll: what admission said of it and its claim to a score.
///
/// @param judge what the prompt was submitted to, and is decided by, whatever comes in force
///   meanwhile
public record Slot(Admission admission, Ticket ticket, Judge judge) {

    /// Nobody will process this slot.
    public void drop() {
        ticket.cancel();
    }
}
