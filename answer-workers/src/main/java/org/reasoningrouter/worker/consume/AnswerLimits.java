package org.reasoningrouter.worker.consume;

import java.time.Duration;

/// What bounds the answer of a request that says nothing itself.
///
/// @param hold how long a request is held at most, retries included; shorter than its lock
/// @param deliveries at this delivery the worker says FAILED instead of calling, because the broker
///   archives the request in silence after it
/// @param thinkingTokens most reasoning tokens where the decision has no budget
/// @param answerTokens most tokens of the answer where the prompt names none
public record AnswerLimits(Duration hold, int deliveries, int thinkingTokens, int answerTokens) {

    public AnswerLimits {
        if (!hold.isPositive() || deliveries < 2) {
            throw new IllegalArgumentException(
                    "hold must be positive and deliveries at least 2: " + hold + ", " + deliveries);
        }
        if (thinkingTokens < 1 || answerTokens < 1) {
            throw new IllegalArgumentException(
                    "token caps must be at least 1: " + thinkingTokens + ", " + answerTokens);
        }
    }
}
