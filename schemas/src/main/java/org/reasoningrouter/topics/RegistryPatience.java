package org.reasoningrouter.topics;

import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How long a thread waits, in its turn, for the schema registry. Threads may share it.
///
/// The record is not to blame, so it never becomes a dead letter. The wait is bounded, because a
/// transaction may be open: after it the failure goes on to the caller, who reads the record again
/// from the last commit.
///
/// @param most well below the transaction's timeout and `max.poll.interval.ms`
/// @param rest what a thread does between two tries
public record RegistryPatience(Duration most, InstantSource clock, Rest rest) {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryPatience.class);
    private static final Duration BETWEEN = Duration.ofMillis(500);
    private static final int SERVER_ERROR = 500;

    /// How a thread rests.
    @FunctionalInterface
    public interface Rest {
        void rest(Duration duration) throws InterruptedException;
    }

    public RegistryPatience {
        if (!most.isPositive()) {
            throw new IllegalArgumentException("the wait must be positive: " + most);
        }
    }

    public static RegistryPatience sleeping(Duration most, InstantSource clock) {
        return new RegistryPatience(most, clock, Thread::sleep);
    }

    /// Does this once, or again until the registry answers.
    public <T> T until(Supplier<T> work) {
        var giveUpAt = clock.instant().plus(most);
        while (true) {
            try {
                return work.get();
            } catch (RuntimeException e) {
                if (!isOutage(e) || !clock.instant().isBefore(giveUpAt) || !hasRested()) {
                    throw e;
                }
                LOG.warn("event=registry-unreachable action=wait until={}", giveUpAt);
            }
        }
    }

    /// Whether a failure is the registry's silence, and no fault of a record. Its client wraps what
    /// the network throws.
    public static boolean isOutage(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                .anyMatch(RegistryPatience::isSilence);
    }

    private static boolean isSilence(Throwable thrown) {
        return thrown instanceof RegistryUnreachableException
                || thrown instanceof IOException
                || (thrown instanceof RestClientException e && e.getStatus() >= SERVER_ERROR);
    }

    /// False when the thread was told to stop.
    private boolean hasRested() {
        try {
            rest.rest(BETWEEN);
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
