package org.reasoningrouter.router;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether a topic stands that an older deployment may lack: asked until it does, twice a minute at
/// most. Threads share it; its lock guards what is known.
final class TopicWatch implements BooleanSupplier {

    private static final Logger LOG = LoggerFactory.getLogger(TopicWatch.class);
    private static final Duration BETWEEN = Duration.ofSeconds(30);

    private final String topic;
    private final BooleanSupplier ask;
    private final InstantSource clock;
    private boolean stands;
    private Instant askAgainAt = Instant.MIN;

    TopicWatch(String topic, BooleanSupplier ask, InstantSource clock) {
        this.topic = topic;
        this.ask = ask;
        this.clock = clock;
    }

    @Override
    public synchronized boolean getAsBoolean() {
        if (!stands && !clock.instant().isBefore(askAgainAt)) {
            stands = ask.getAsBoolean();
            askAgainAt = clock.instant().plus(BETWEEN);
            if (!stands) {
                LOG.warn("event=topic_missing topic={} action=wait fix='topics --apply'", topic);
            }
        }
        return stands;
    }
}
