package org.reasoningrouter.router;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.streams.StreamsConfig;

/// Asks whether there is a broker, once, at start, and whether it has a topic. Kafka Streams itself
/// would wait for ever and say so only in its log.
final class BrokerClient {

    private static final Duration LOOK = Duration.ofSeconds(5);

    private final Map<String, Object> kafka;
    private final Duration patience;

    /// @param kafka as the applications have it
    /// @param patience how long the broker may take; zero does not ask
    BrokerClient(Map<String, Object> kafka, Duration patience) {
        this.kafka = Map.copyOf(kafka);
        this.patience = patience;
    }

    /// Returns when the broker has answered.
    ///
    /// @throws IllegalStateException with one line when it does not in time
    void await() {
        if (patience.isZero()) {
            return;
        }
        var admin = Admin.create(settings(patience));
        try {
            admin.describeCluster().nodes().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(
                    "no broker at "
                            + kafka.get(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG)
                            + " has answered within router.start-patience, "
                            + patience,
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the broker was asked", e);
        } finally {
            admin.close(Duration.ZERO);
        }
    }

    /// Whether a topic stands. A broker that does not say so counts as one without it.
    boolean has(String topic) {
        try (var admin = Admin.create(settings(LOOK))) {
            return admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get(LOOK.toMillis(), TimeUnit.MILLISECONDS)
                    .containsKey(topic);
        } catch (ExecutionException | TimeoutException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Map<String, Object> settings(Duration most) {
        var all = new HashMap<>(kafka);
        all.put(StreamsConfig.APPLICATION_ID_CONFIG, "start");
        var settings = new HashMap<>(new StreamsConfig(all).getAdminConfigs("start"));
        settings.put(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(most.toMillis()));
        settings.put(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                Math.toIntExact(Math.min(most.toMillis(), 5_000)));
        return settings;
    }
}
