package org.reasoningrouter.router.admit;

import java.time.Instant;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Reason;

/// What admission says of a record: it goes on as a prompt, or it does not and why.
public sealed interface Admission {

    /// A prompt that goes on.
    ///
    /// @param prompt with its id filled in
    record Admitted(Prompt prompt, Arrival arrival, Instant deadline) implements Admission {}

    /// A prompt that ends here, with a result that says so.
    ///
    /// @param detail for a person; holds no prompt text
    record Rejected(Prompt prompt, Arrival arrival, Reason reason, String detail)
            implements Admission {}

    /// A record that no result can stand for: it belongs into dead-letters.
    ///
    /// @param error one word, the same for the same kind
    /// @param message for a person; holds no prompt text
    record Unroutable(String error, String message) implements Admission {}
}
