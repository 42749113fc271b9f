package org.reasoningrouter.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class RegistryPatienceTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final AtomicInteger tries = new AtomicInteger();
    private final RegistryPatience patience =
            new RegistryPatience(
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

    @Test
    void aThreadThatIsToldToStopWaitsNoMore() {
        var stopped =
                new RegistryPatience(
                        Duration.ofSeconds(2),
                        now::get,
                        _ -> {
                            throw new InterruptedException();
                        });

        assertThatThrownBy(() -> stopped.until(() -> outageUntil(Integer.MAX_VALUE)))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(tries).hasValue(1);
    }

    @Test
    void theRegistrysOwnErrorsAreAnOutageAndItsRefusalsAreNot() {
        assertThat(RegistryPatience.isOutage(answered(503))).isTrue();
        assertThat(RegistryPatience.isOutage(answered(409))).isFalse();
    }

    private static SerializationException answered(int status) {
        return new SerializationException(
                "registering", new RestClientException("no", status, status));
    }
}
