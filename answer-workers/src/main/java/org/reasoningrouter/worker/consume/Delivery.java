package org.reasoningrouter.worker.consume;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.wire.Lane;

/// A request as the broker handed it out: bytes that nobody has read yet.
///
/// @param key echoed verbatim in the answer
/// @param appendedAt the broker's append time
/// @param count how often it has been handed out, this time included
/// @param takenAt when this worker took it
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; copying every request costs
public record Delivery(
        Lane lane,
        Origin origin,
        byte @Nullable [] key,
        byte @Nullable [] value,
        Instant appendedAt,
        int count,
        Instant takenAt) {

    /// Where a record stands.
    public record Origin(String topic, int partition, long offset) {}

    /// How long it waited for a slot.
    Duration queueAge() {
        var age = Duration.between(appendedAt, takenAt);
        return age.isNegative() ? Duration.ZERO : age;
    }

    /// The same delivery, taken now.
    Delivery takenAt(Instant now) {
        return new Delivery(lane, origin, key, value, appendedAt, count, now);
    }

    /// The same delivery once more.
    Delivery again(int newCount) {
        return new Delivery(lane, origin, key, value, appendedAt, newCount, takenAt);
    }
}
