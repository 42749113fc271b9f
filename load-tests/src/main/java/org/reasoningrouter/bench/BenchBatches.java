package org.reasoningrouter.bench;

import java.time.Duration;
import java.util.Map;
import org.reasoningrouter.router.batch.BatchLimits;

/// How batches are formed, in the bare loops and in the router alike: the router's own defaults,
/// named here so that both have the same whatever the defaults become.
public final class BenchBatches {

    static final int PROMPTS = 8;
    static final int TOKENS = 16_384;

    /// What the stream holds at a time: a poll of each of its threads.
    static final int THREADS = 2;

    static final int POLL = 256;

    private BenchBatches() {}

    static BatchLimits limits() {
        return limits(PROMPTS);
    }

    /// The same for batches of another size.
    public static BatchLimits limits(int prompts) {
        var linger = Duration.ofMillis(5);
        return new BatchLimits(prompts, TOKENS, linger, linger.multipliedBy(20), THREADS, 4_096);
    }

    /// The same as settings of the router; scores are not remembered.
    public static Map<String, String> settings() {
        return Map.of(
                "router.batch.max-prompts", String.valueOf(PROMPTS),
                "router.batch.max-tokens", String.valueOf(TOKENS),
                "router.kafka.max.poll.records", String.valueOf(POLL),
                "router.kafka.num.stream.threads", String.valueOf(THREADS),
                "router.model.cache", "0");
    }
}
