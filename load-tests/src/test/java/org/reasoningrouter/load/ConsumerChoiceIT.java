package org.reasoningrouter.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reasoningrouter.local.LocalBroker;
import org.reasoningrouter.worker.WorkerApplication;

/// Which consumer a worker takes on which broker.
class ConsumerChoiceIT {

    private static final String MOST_LOCK = "group.share.max.record.lock.duration.ms";

    @TempDir Path folder;

    @Test
    void autoIsPlainWhereTheLockCannotHoldACallAndShareWhereItCan() {
        assertThat(chosen("auto", "60000", "60000")).isEqualTo("plain");
        assertThat(chosen("auto", "60001", "3600000")).isEqualTo("share");
    }

    @Test
    void shareIsRefusedWhereTheLockCannotHoldACall() {
        assertThatThrownBy(() -> chosen("share", "short", "60000"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("share.record.lock.duration.ms");
    }

    private String chosen(String consumer, String name, String mostLock) {
        try (var broker = LocalBroker.start(folder.resolve(name), 0, Map.of(MOST_LOCK, mostLock));
                var worker = WorkerApplication.start(settings(broker, consumer))) {
            return String.valueOf(
                    worker.getBean(MeterRegistry.class)
                            .get("worker.consume.slots")
                            .tag("lane", "bulk")
                            .gauge()
                            .getId()
                            .getTag("consumer"));
        }
    }

    private static Map<String, Object> settings(LocalBroker broker, String consumer) {
        return new HashMap<>(
                Map.of(
                        "worker.route", "fast",
                        "worker.consumer", consumer,
                        "worker.kafka.bootstrap.servers", broker.bootstrap(),
                        "worker.management.port", "0",
                        "worker.llm.url", "http://127.0.0.1:1/v1",
                        "worker.llm.model", "model"));
    }
}
