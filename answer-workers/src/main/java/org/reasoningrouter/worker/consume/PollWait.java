package org.reasoningrouter.worker.consume;

import java.time.Duration;

/// How long a share consumer's next poll waits: short while requests come, longer the longer none
/// has come.
///
/// A poll that is handed nothing but the end of a transaction asks the broker no more until its
/// time is over (Kafka 4.4.0), though requests may wait. Each of those ends costs the shortest wait
/// at most while there is work, instead of the longest.
final class PollWait {

    private final Duration shortest;
    private final Duration longest;
    private Duration next;

    PollWait(Duration shortest, Duration longest) {
        if (!shortest.isPositive() || longest.compareTo(shortest) < 0) {
            throw new IllegalArgumentException(
                    "waits must be positive and ascend: " + shortest + ", " + longest);
        }
        this.shortest = shortest;
        this.longest = longest;
        this.next = shortest;
    }

    Duration next() {
        return next;
    }

    void found() {
        next = shortest;
    }

    void foundNothing() {
        var doubled = next.multipliedBy(2);
        next = doubled.compareTo(longest) < 0 ? doubled : longest;
    }
}
