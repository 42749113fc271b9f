package org.reasoningrouter.router.batch;

import java.time.Duration;

/// When a waiting batch must leave, and how much may wait.
///
/// @param prompts the most prompts in a batch
/// @param tokens the most tokens, padding included, that one call of the model takes
/// @param linger how long a batch waits for the next prompt
/// @param lingerMost the longest that a prompt waits for others, while they keep coming
/// @param tokenizers threads between the polls and the batches
/// @param queue the most prompts between submission and score
/// @param tokenizeFirst whether full batches wait, too, while many prompts wait for a tokeniser on
///   the model's cores
public record BatchLimits(
        int prompts,
        int tokens,
        Duration linger,
        Duration lingerMost,
        int tokenizers,
        int queue,
        boolean tokenizeFirst) {

    public BatchLimits {
        atLeastOne("max-prompts", prompts);
        atLeastOne("max-tokens", tokens);
        atLeastOne("tokenizers", tokenizers);
        atLeastOne("queue", queue);
        if (linger.isNegative() || lingerMost.compareTo(linger) < 0) {
            throw new IllegalArgumentException(
                    "batch.linger must not be negative and at most batch.linger-most: "
                            + linger
                            + " and "
                            + lingerMost);
        }
    }

    /// Limits by which a full batch leaves at once.
    public BatchLimits(
            int prompts,
            int tokens,
            Duration linger,
            Duration lingerMost,
            int tokenizers,
            int queue) {
        this(prompts, tokens, linger, lingerMost, tokenizers, queue, false);
    }

    /// Whether a batch of that many prompts, padded to the longest, may be.
    boolean fits(int count, int longest) {
        return count <= prompts && (long) count * longest <= tokens;
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("batch." + name + " must be at least 1: " + value);
        }
    }
}
