package org.reasoningrouter.router.batch;

import java.time.Duration;

/// The measured time that one prompt takes of one thread: the mean of the newest few dozen batches.
///
/// Threads share it; its lock guards the mean.
final class Pace {

    private static final double WEIGHT = 0.1;

    private double nanos;
    private boolean measured;

    synchronized void took(int prompts, long nanosForAll) {
        var each = (double) nanosForAll / prompts;
        nanos = measured ? nanos + WEIGHT * (each - nanos) : each;
        measured = true;
    }

    synchronized Duration forPrompts(long prompts, int threads) {
        return Duration.ofNanos((long) (nanos * prompts / threads));
    }
}
