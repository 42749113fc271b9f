package org.reasoningrouter.bench;

import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.reasoningrouter.router.batch.BatchLimits;

/// How batches are formed, in the bare loops and in the router alike.
///
/// @param prompts of a batch, at most
/// @param tokens of a batch, padding included, at most
/// @param poll what a thread of the stream takes at once, at most
/// @param threads of the stream
/// @param tokenizers threads that tokenise
public record BenchBatches(int prompts, int tokens, int poll, int threads, int tokenizers) {

    /// The router's own defaults, named here so that loops and stream have the same whatever the
    /// defaults become.
    public static final BenchBatches SHIPPED =
            new BenchBatches(32, 16_384, 256, 2, Runtime.getRuntime().availableProcessors());

    private static final int QUEUE = 4_096;

    public BenchBatches {
        if (IntStream.of(prompts, tokens, poll, threads, tokenizers).anyMatch(it -> it < 1)) {
            throw new IllegalArgumentException(
                    "batches, polls and threads must be at least 1: %d, %d, %d, %d, %d"
                            .formatted(prompts, tokens, poll, threads, tokenizers));
        }
    }

    public BenchBatches withPrompts(int most) {
        return new BenchBatches(most, tokens, poll, threads, tokenizers);
    }

    /// What the stream holds at a time: a poll of each of its threads.
    public int window() {
        return poll * threads;
    }

    public BatchLimits limits() {
        var linger = Duration.ofMillis(5);
        return new BatchLimits(
                prompts, tokens, linger, linger.multipliedBy(20), tokenizers, queue());
    }

    private int queue() {
        return Math.max(QUEUE, 2 * window());
    }

    /// The same as settings of the router; scores are not remembered.
    public Map<String, String> settings() {
        return Map.of(
                "router.batch.max-prompts", String.valueOf(prompts),
                "router.batch.max-tokens", String.valueOf(tokens),
                "router.batch.tokenizers", String.valueOf(tokenizers),
                "router.batch.tokenize-first", "true",
                "router.batch.queue", String.valueOf(queue()),
                "router.kafka.max.poll.records", String.valueOf(poll),
                "router.kafka.num.stream.threads", String.valueOf(threads),
                "router.model.cache", "0");
    }
}
