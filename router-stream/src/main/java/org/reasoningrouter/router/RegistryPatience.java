package org.reasoningrouter.router;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.SerializationException;
import org.reasoningrouter.topics.RegistryUnreachableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How long a stream thread waits, in its turn, for the schema registry.
///
/// The record is not to blame, so it never becomes a dead letter. The wait is bounded, because a
/// transaction may be open: after it the exception ends the thread, which is replaced and reads the
/// record again from the last commit. Such replacements are not counted as failures.
///
/// @param pause between two attempts
/// @param most well below the transaction's timeout and `max.poll.interval.ms`
record RegistryPatience(Duration pause, Duration most) {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryPatience.class);

    RegistryPatience {
        if (pause.isNegative() || pause.isZero() || most.compareTo(pause) < 0) {
            throw new IllegalArgumentException(
                    "the pause must be positive and at most the wait: " + pause + " and " + most);
        }
    }

    <T> T await(Supplier<T> attempt) {
        var started = System.nanoTime();
        while (true) {
            try {
                return attempt.get();
            } catch (RegistryUnreachableException | SerializationException e) {
                if (!isOutage(e) || System.nanoTime() - started >= most.toNanos()) {
                    throw e;
                }
                LOG.warn("event=registry-unreachable action=wait pause={}", pause);
                pauseOnce(e);
            }
        }
    }

    /// Whether a failure is the registry's silence, and no fault of a record. Its client wraps what
    /// the network throws.
    static boolean isOutage(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                .anyMatch(
                        t -> t instanceof RegistryUnreachableException || t instanceof IOException);
    }

    private void pauseOnce(RuntimeException reason) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw reason;
        }
    }
}
