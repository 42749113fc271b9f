package org.reasoningrouter.router.join;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.reasoningrouter.topics.RegistryUnreachableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Waits for a registry that does not answer, on the calling thread and for a bounded time: a
/// record is never to blame for its neighbour.
///
/// @param most how long one record waits; then the failure goes on to the caller
/// @param rest how the thread rests between two tries
public record Patience(Duration most, InstantSource clock, Consumer<Duration> rest) {

    private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
    private static final Duration BETWEEN = Duration.ofMillis(500);

    public static Patience sleeping(Duration most, InstantSource clock) {
        return new Patience(most, clock, Patience::sleep);
    }

    /// Does this once, or again until the registry answers.
    public <T> T until(Supplier<T> work) {
        var giveUpAt = clock.instant().plus(most);
        while (true) {
            try {
                return work.get();
            } catch (RuntimeException e) {
                if (!isOutage(e) || !clock.instant().isBefore(giveUpAt)) {
                    throw e;
                }
                LOG.warn(
                        "event=registry_unreachable waiting_until={} cause=\"{}\"",
                        giveUpAt,
                        e.toString());
                rest.accept(BETWEEN);
            }
        }
    }

    // The Confluent serializer wraps what the network throws.
    private static boolean isOutage(RuntimeException thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof RegistryUnreachableException || t instanceof IOException) {
                return true;
            }
        }
        return false;
    }

    private static void sleep(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the registry", e);
        }
    }
}
