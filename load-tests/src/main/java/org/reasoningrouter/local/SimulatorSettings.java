package org.reasoningrouter.local;

import java.time.Duration;

/// How the stand-in server behaves.
///
/// @param timeScale what every wait is multiplied with; 0 answers at once
/// @param firstToken time to the first token, before scaling
/// @param perToken time between tokens, before scaling
/// @param chunkTokens tokens in one streamed chunk; more cost less CPU
/// @param medianReasoning the median of the log-normal number of reasoning tokens
/// @param sigma its spread, of the logarithm
public record SimulatorSettings(
        double timeScale,
        Duration firstToken,
        Duration perToken,
        int chunkTokens,
        int medianReasoning,
        double sigma) {

    public SimulatorSettings {
        if (timeScale < 0) {
            throw new IllegalArgumentException("timeScale must not be negative: " + timeScale);
        }
        if (firstToken.isNegative() || perToken.isNegative()) {
            throw new IllegalArgumentException(
                    "waits must not be negative: " + firstToken + ", " + perToken);
        }
        if (chunkTokens < 1 || medianReasoning < 1 || sigma < 0) {
            throw new IllegalArgumentException(
                    "chunkTokens and medianReasoning must be at least 1, sigma not negative: "
                            + chunkTokens
                            + ", "
                            + medianReasoning
                            + ", "
                            + sigma);
        }
    }

    /// A small model on one GPU: first token after 150 ms, then 12 ms a token. It thinks for 1,200
    /// tokens on average, as the default policy expects, so that a saving against always-thinking
    /// is not made by the stand-in.
    public static SimulatorSettings scaled(double timeScale) {
        return new SimulatorSettings(
                timeScale, Duration.ofMillis(150), Duration.ofMillis(12), 16, 870, 0.8);
    }

    Duration timeFor(long tokens) {
        var nanos = firstToken.toNanos() + tokens * perToken.toNanos();
        return Duration.ofNanos(Math.round(nanos * timeScale));
    }
}
