package org.reasoningrouter.bench;

import java.time.Duration;
import java.util.Map;

/// What the programs of `router bench client` are told, as system properties.
///
/// @param warmUp rounds that are not counted
/// @param rounds rounds that are
record StreamPlan(int streams, int chunks, long paceMs, int warmUp, int rounds) {

    private static final String STREAMS = "bench.streams";
    private static final String CHUNKS = "bench.chunks";
    private static final String PACE = "bench.pace-ms";
    private static final String WARM_UP = "bench.warm-up";
    private static final String ROUNDS = "bench.rounds";
    private static final Duration FIRST_TOKEN = Duration.ofMillis(150);
    private static final Duration RAMP = Duration.ofSeconds(1);

    StreamPlan {
        if (streams < 1 || rounds < 1 || warmUp < 1 || paceMs < 1) {
            throw new IllegalArgumentException(
                    "streams, rounds, warm-up and pace must be at least 1: "
                            + streams
                            + ", "
                            + rounds
                            + ", "
                            + warmUp
                            + ", "
                            + paceMs);
        }
    }

    static StreamPlan fromProperties() {
        return new StreamPlan(
                Integer.getInteger(STREAMS, 0),
                Integer.getInteger(CHUNKS, 0),
                Long.getLong(PACE, 0),
                Integer.getInteger(WARM_UP, 0),
                Integer.getInteger(ROUNDS, 0));
    }

    Map<String, String> properties() {
        return Map.of(
                STREAMS,
                String.valueOf(streams),
                CHUNKS,
                String.valueOf(chunks),
                PACE,
                String.valueOf(paceMs),
                WARM_UP,
                String.valueOf(warmUp),
                ROUNDS,
                String.valueOf(rounds));
    }

    StreamScript script() {
        return new StreamScript(chunks);
    }

    StreamPace pace() {
        return new StreamPace(FIRST_TOKEN, Duration.ofMillis(paceMs));
    }

    /// The start of one stream after the start of its round: over a second, so that the chunks of
    /// different streams come spread as they do from servers with lives of their own.
    Duration startOf(int stream) {
        return RAMP.multipliedBy(stream).dividedBy(streams);
    }

    /// When every stream has begun and none has ended, if the streams are longer than the ramp.
    Duration middle() {
        return RAMP.plusNanos(pace().dueNanos(chunks)).dividedBy(2);
    }
}
