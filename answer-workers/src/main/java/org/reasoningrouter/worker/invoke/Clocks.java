package org.reasoningrouter.worker.invoke;

import java.time.Duration;

/// How long a model call may take, from four sides.
///
/// @param connect to reach the server
/// @param firstToken from the start of the call to its first token, reasoning or text
/// @param idle between two tokens; comments and empty chunks do not count
/// @param total from the start of the call to its end
public record Clocks(Duration connect, Duration firstToken, Duration idle, Duration total) {

    public Clocks {
        requirePositive("connect", connect);
        requirePositive("first-token", firstToken);
        requirePositive("idle", idle);
        requirePositive("total", total);
    }

    private static void requirePositive(String name, Duration clock) {
        if (clock.isNegative() || clock.isZero()) {
            throw new IllegalArgumentException("the " + name + " clock must be positive: " + clock);
        }
    }
}
