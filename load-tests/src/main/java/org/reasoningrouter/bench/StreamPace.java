package org.reasoningrouter.bench;

import java.time.Duration;

/// When a stream's chunks come.
///
/// @param firstToken from the request to the first
/// @param chunk between two
record StreamPace(Duration firstToken, Duration chunk) {

    StreamPace {
        if (firstToken.isNegative() || chunk.isNegative()) {
            throw new IllegalArgumentException(
                    "waits must not be negative: " + firstToken + ", " + chunk);
        }
    }

    long dueNanos(int chunk) {
        return firstToken.toNanos() + chunk * this.chunk.toNanos();
    }
}
