package org.reasoningrouter.topics;

import java.time.Duration;
import java.util.Map;

/// A share group of workers with its settings on the broker, which no client can bring along
/// itself.
///
/// @param lock how long a request stays with one worker; longer than the longest model call
/// @param deliveries how often a request is handed out at most, 2 to 10
public record ShareGroup(String name, Duration lock, int deliveries) {

    public ShareGroup {
        if (lock.isNegative() || lock.isZero()) {
            throw new IllegalArgumentException(
                    "the lock of " + name + " must be positive: " + lock);
        }
        if (deliveries < 2 || deliveries > 10) {
            throw new IllegalArgumentException(
                    "deliveries of " + name + " must be 2 to 10: " + deliveries);
        }
    }

    /// Group-level settings by their Kafka names. The broker's own defaults would read aborted
    /// requests and skip the backlog.
    public Map<String, String> configs() {
        return Map.of(
                "share.isolation.level",
                "read_committed",
                "share.auto.offset.reset",
                "earliest",
                "share.record.lock.duration.ms",
                Long.toString(lock.toMillis()),
                "share.delivery.count.limit",
                Integer.toString(deliveries));
    }
}
