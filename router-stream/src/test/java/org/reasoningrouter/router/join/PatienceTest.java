package org.reasoningrouter.router.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PatienceTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final AtomicInteger tries = new AtomicInteger();
    private final Patience patience =
            new Patience(
                    Duration.ofSeconds(2), now::get, rest -> now.updateAndGet(at -> at.plus(rest)));

    @Test
    void itTriesUntilTheRegistryAnswers() {
        var value = patience.until(() -> outageUntil(4));

        assertThat(value).isEqualTo(4);
    }

    @Test
    void itGivesUpAfterItsTime() {
        assertThatThrownBy(() -> patience.until(() -> outageUntil(Integer.MAX_VALUE)))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(now.get()).isEqualTo(Instant.EPOCH.plusSeconds(2));
    }

    @Test
    void anotherFailureIsNotWaitedFor() {
        assertThatThrownBy(() ->
                        patience.until(() -> {
                            throw new IllegalArgumentException("a bug");
                        }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(now.get()).isEqualTo(Instant.EPOCH);
    }

    private int outageUntil(int last) {
        if (tries.incrementAndGet() < last) {
            throw new UncheckedIOException(new IOException("refused"));
        }
        return tries.get();
    }
}
