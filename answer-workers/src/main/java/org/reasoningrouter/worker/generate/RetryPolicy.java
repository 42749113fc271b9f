package org.reasoningrouter.worker.generate;

import java.time.Duration;
import java.util.Optional;
import org.reasoningrouter.worker.invoke.Failure;
import org.reasoningrouter.worker.invoke.Generation.Failed;

/// Whether and when to ask again.
///
/// @param attempts the most calls that a server saw of one ask; calls that found no server are not
///   counted and end with the deadline
/// @param first the pause after the first failure; it doubles with each further one
/// @param most the longest pause
public record RetryPolicy(int attempts, Duration first, Duration most) {

    private static final double JITTER = 0.25;

    public RetryPolicy {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts must be at least 1: " + attempts);
        }
        if (!first.isPositive() || most.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "pauses must be positive and grow: " + first + ", " + most);
        }
    }

    /// Whether another call may do better.
    static boolean isWorthwhile(Failed failed) {
        return switch (failed.failure()) {
            case OVERLOADED, UNCONNECTED, BROKEN, FIRST_TOKEN_TIMEOUT, IDLE_TIMEOUT -> true;
            // At another server, that is.
            case DENIED -> true;
            // A proxy's error page passes; a server that garbles its own streams does so again, and
            // its tokens are paid for.
            case MALFORMED -> !failed.afterFirstToken();
            // A second call would think as long.
            case TOTAL_TIMEOUT -> false;
            case REFUSED, DEADLINE, TOO_LARGE, EMPTY, CANCELLED -> false;
        };
    }

    /// The pause before the next call; empty when no call is left.
    ///
    /// What the server asks for holds where it is longer, but never beyond half of the time left.
    ///
    /// @param calls all that were made, and how many of them a server saw
    /// @param random 0 to 1, from a uniform distribution
    Optional<Duration> pause(Calls calls, Failed last, Duration left, double random) {
        if (!isWorthwhile(last) || calls.seen() >= attempts) {
            return Optional.empty();
        }
        var backOff = backOff(calls.made(), random);
        var asked = last.retryAfter().filter(wait -> wait.compareTo(backOff) > 0);
        return asked.map(wait -> shorter(wait, left.dividedBy(2)))
                .filter(wait -> wait.compareTo(backOff) > 0)
                .or(() -> Optional.of(backOff));
    }

    // Doubles from failure to failure and takes up to a quarter off, so that slots part.
    private Duration backOff(int made, double random) {
        var doubled = first.toMillis() * Math.pow(2, Math.max(0, made - 1));
        var millis = Math.min(doubled, (double) most.toMillis()) * (1 - JITTER * random);
        return Duration.ofMillis(Math.round(millis));
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /// How often was asked.
    ///
    /// @param seen calls that reached a server
    record Calls(int made, int seen) {

        Calls plus(Failed failed) {
            return new Calls(made + 1, failed.failure() == Failure.UNCONNECTED ? seen : seen + 1);
        }
    }
}
