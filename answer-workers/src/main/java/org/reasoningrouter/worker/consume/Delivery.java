package org.reasoningrouter.worker.consume;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A request as the broker handed it out: bytes that nobody has read yet.
///
/// @param key echoed verbatim in the answer
/// @param appendedAt the broker's append time
/// @param count how often the broker has handed it out, this time included
/// @param takenAt when this worker took it
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; copying every request costs
public record Delivery(
        Origin origin,
        byte @Nullable [] key,
        byte @Nullable [] value,
        Instant appendedAt,
        int count,
        Instant takenAt) {

    /// Where a record stands.
    public record Origin(String topic, int partition, long offset) {}
}
