package org.reasoningrouter.bench.peers;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;

/// What a sweep varies. Each contender has its own word for some of it.
///
/// @param threads that work; Flink's parallelism
/// @param poll records of one poll; Flink's buffer before its batches are formed
/// @param commit how long a transaction stays open; Flink's checkpoint interval
/// @param batch prompts of one call of the model at most
record Tuning(int threads, int poll, Duration commit, int batch) {

    private static final String THREADS = "peer.threads";
    private static final String POLL = "peer.poll";
    private static final String COMMIT = "peer.commit-ms";
    private static final String BATCH = "peer.batch";

    Tuning {
        if (threads < 1 || poll < 1 || batch < 1 || commit.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "threads, poll, commit and batch must be at least 1: %d, %d, %s, %d"
                            .formatted(threads, poll, commit, batch));
        }
    }

    /// As system properties of a program.
    Map<String, String> asSettings() {
        return Map.of(
                THREADS, String.valueOf(threads),
                POLL, String.valueOf(poll),
                COMMIT, String.valueOf(commit.toMillis()),
                BATCH, String.valueOf(batch));
    }

    /// The same in the router's own settings.
    Map<String, String> asRouterSettings() {
        return Map.of(
                "router.kafka.num.stream.threads", String.valueOf(threads),
                "router.kafka.max.poll.records", String.valueOf(poll),
                "router.kafka.commit.interval.ms", String.valueOf(commit.toMillis()),
                "router.batch.max-prompts", String.valueOf(batch));
    }

    static Tuning of(Properties settings) {
        return new Tuning(
                number(settings, THREADS),
                number(settings, POLL),
                Duration.ofMillis(number(settings, COMMIT)),
                number(settings, BATCH));
    }

    private static int number(Properties settings, String name) {
        return Integer.parseInt(settings.getProperty(name, "0"));
    }

    @Override
    public String toString() {
        return "%d threads, polls of %d, commit every %d ms, batches of %d"
                .formatted(threads, poll, commit.toMillis(), batch);
    }
}
