package org.reasoningrouter.router.admit;

import java.time.Instant;
import java.util.Optional;

/// What the topic knows of a prompt beside its value.
///
/// @param key the record's key as text, if it has one
/// @param receivedAt the broker's append time, never after `polledAt`
/// @param polledAt when the poll brought the prompt
public record Arrival(Optional<String> key, Instant receivedAt, Instant polledAt) {

    public Arrival {
        if (receivedAt.isAfter(polledAt)) {
            throw new IllegalArgumentException(
                    "received at " + receivedAt + ", after it was polled at " + polledAt);
        }
    }

    /// A record's time as ours. A topic that keeps its clients' clocks may bring 0 or a year to
    /// come; such a prompt counts as received now.
    public static Instant receivedAt(long timestamp, Instant now) {
        return timestamp <= 0 || timestamp > now.toEpochMilli()
                ? now
                : Instant.ofEpochMilli(timestamp);
    }
}
