package org.reasoningrouter.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TopicWatchTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final AtomicInteger asked = new AtomicInteger();
    private boolean there;
    private final TopicWatch watch = new TopicWatch("control", this::ask, now::get);

    @Test
    void aMissingTopicIsAskedForTwiceAMinute() {
        assertThat(watch.getAsBoolean()).isFalse();
        pass(Duration.ofSeconds(29));
        assertThat(watch.getAsBoolean()).isFalse();
        assertThat(asked).hasValue(1);

        there = true;
        pass(Duration.ofSeconds(1));
        assertThat(watch.getAsBoolean()).isTrue();
    }

    @Test
    void aTopicThatStandsIsNotAskedForAgain() {
        there = true;
        assertThat(watch.getAsBoolean()).isTrue();
        pass(Duration.ofHours(1));

        assertThat(watch.getAsBoolean()).isTrue();
        assertThat(asked).hasValue(1);
    }

    private boolean ask() {
        asked.incrementAndGet();
        return there;
    }

    private void pass(Duration time) {
        now.updateAndGet(at -> at.plus(time));
    }
}
