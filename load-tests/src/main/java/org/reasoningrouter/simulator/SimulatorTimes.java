package org.reasoningrouter.simulator;

import java.time.Duration;
import java.util.Random;

/// How long the stand-in takes, in llm-d-inference-sim's terms. A draw stays within 70 % of its
/// mean.
///
/// @param timeScale what every wait is multiplied with; 0 answers at once
/// @param firstToken mean time to the first token; 0: the prefill's times count instead
/// @param prefillOverhead what every prompt takes
/// @param prefillPerToken on top for each token that the prefix cache does not have
/// @param perToken mean time between tokens
/// @param underLoad what times are multiplied with when every place is taken
public record SimulatorTimes(
        double timeScale,
        Duration firstToken,
        Duration firstTokenDeviation,
        Duration prefillOverhead,
        Duration prefillPerToken,
        Duration perToken,
        Duration perTokenDeviation,
        double underLoad) {

    private static final double FURTHEST = 0.7;

    public SimulatorTimes {
        if (timeScale < 0) {
            throw new IllegalArgumentException("timeScale must not be negative: " + timeScale);
        }
        if (underLoad < 1) {
            throw new IllegalArgumentException(
                    "time-factor-under-load must be at least 1: " + underLoad);
        }
        requireNotNegative("time-to-first-token", firstToken);
        requireNotNegative("time-to-first-token-std-dev", firstTokenDeviation);
        requireNotNegative("prefill-overhead", prefillOverhead);
        requireNotNegative("prefill-time-per-token", prefillPerToken);
        requireNotNegative("inter-token-latency", perToken);
        requireNotNegative("inter-token-latency-std-dev", perTokenDeviation);
    }

    /// The first token after 150 ms, then 12 ms a token, whatever the load.
    static SimulatorTimes scaled(double timeScale) {
        return new SimulatorTimes(
                timeScale,
                Duration.ofMillis(150),
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofMillis(12),
                Duration.ZERO,
                1);
    }

    /// @param load from 0 when a call is alone to 1 when every place is taken
    long prefillNanos(int tokens, int cached, double load, Random random) {
        var mean =
                firstToken.isZero()
                        ? prefillOverhead.toNanos()
                                + prefillPerToken.toNanos() * (double) (tokens - cached)
                        : firstToken.toNanos();
        return scaled(drawn(mean, (double) firstTokenDeviation.toNanos(), random), load);
    }

    long tokensNanos(int tokens, double load, Random random) {
        var deviation = perTokenDeviation.toNanos() * Math.sqrt(tokens);
        return scaled(drawn(perToken.toNanos() * (double) tokens, deviation, random), load);
    }

    private long scaled(double nanos, double load) {
        return Math.round(nanos * timeScale * (1 + (underLoad - 1) * load));
    }

    private static double drawn(double mean, double deviation, Random random) {
        return deviation == 0
                ? mean
                : Math.clamp(
                        mean + deviation * random.nextGaussian(),
                        mean * (1 - FURTHEST),
                        mean * (1 + FURTHEST));
    }

    private static void requireNotNegative(String name, Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative: " + time);
        }
    }
}
