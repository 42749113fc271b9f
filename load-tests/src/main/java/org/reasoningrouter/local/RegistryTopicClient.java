package org.reasoningrouter.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Keeps the registry's changes in the compacted topic `_schemas` of a cluster.
final class RegistryTopicClient implements RegistryLog {

    private static final String TOPIC = "_schemas";
    private static final Duration WITHIN = Duration.ofSeconds(30);

    private final Map<String, Object> cluster;
    private final Producer<byte[], byte[]> producer;
    private final RegistryJson json = new RegistryJson();

    private RegistryTopicClient(Map<String, Object> cluster) {
        this.cluster = cluster;
        this.producer =
                new KafkaProducer<>(cluster, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /// Opens the topic of a cluster, and makes it when it is not there.
    static RegistryTopicClient open(String bootstrapServers) {
        Map<String, Object> cluster = Map.of("bootstrap.servers", bootstrapServers);
        try (var admin = Admin.create(cluster)) {
            var topic =
                    new NewTopic(TOPIC, Optional.of(1), Optional.empty())
                            .configs(Map.of("cleanup.policy", "compact"));
            await(admin.createTopics(List.of(topic)).all());
        }
        return new RegistryTopicClient(cluster);
    }

    private static void await(KafkaFuture<?> made) {
        try {
            made.get(WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw unreachable(e);
            }
        } catch (TimeoutException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(e);
        }
    }

    @Override
    public List<RegistryChange> read() {
        var changes = new ArrayList<RegistryChange>();
        var partition = new TopicPartition(TOPIC, 0);
        try (var consumer =
                new KafkaConsumer<>(
                        cluster, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            var end = consumer.endOffsets(List.of(partition), WITHIN).getOrDefault(partition, 0L);
            while (consumer.position(partition, WITHIN) < end) {
                for (var kept : consumer.poll(Duration.ofMillis(100))) {
                    json.change(kept.key(), kept.value()).ifPresent(changes::add);
                }
            }
        }
        return changes;
    }

    @Override
    public void append(RegistryChange change) {
        try {
            var kept = new ProducerRecord<>(TOPIC, 0, json.key(change), json.value(change));
            producer.send(kept).get(WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(e);
        }
    }

    private static IllegalStateException unreachable(Exception cause) {
        return new IllegalStateException(
                "the topic " + TOPIC + " cannot be written: " + cause.getMessage(), cause);
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
