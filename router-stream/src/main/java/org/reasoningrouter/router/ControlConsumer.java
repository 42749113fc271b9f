package org.reasoningrouter.router;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.router.decide.ControlState;
import org.reasoningrouter.topics.Reading.Intact;
import org.reasoningrouter.topics.Reading.Unreadable;
import org.reasoningrouter.topics.RecordReader;
import org.reasoningrouter.wire.Control;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows `control` on a thread of its own and hands on what it says.
///
/// It is no part of the topology, on purpose: a global store would hold up the start of the router
/// until all is read, and its end when the topic is missing. Here the router decides by its policy
/// until something is learnt, and whatever goes wrong is begun again from the start of the topic.
final class ControlConsumer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ControlConsumer.class);
    private static final Duration POLL = Duration.ofSeconds(1);

    /// How long after a failure the topic is read again.
    static final Duration AGAIN = Duration.ofSeconds(10);

    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final String topic;
    private final RecordReader<Control> reader;
    private final ControlState state;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Duration again;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("control").unstarted(this::run);
    private volatile @Nullable Consumer<byte[], byte[]> following;

    ControlConsumer(
            String topic,
            RecordReader<Control> reader,
            ControlState state,
            Supplier<Consumer<byte[], byte[]>> consumers,
            Duration again) {
        this.topic = topic;
        this.reader = reader;
        this.state = state;
        this.consumers = consumers;
        this.again = again;
    }

    /// The router's own client settings, in no group, reading committed records.
    ///
    /// @param kafka as the applications have it
    static Consumer<byte[], byte[]> consumer(Map<String, Object> kafka) {
        var bytes = new ByteArrayDeserializer();
        return new KafkaConsumer<>(configs(kafka), bytes, bytes);
    }

    static Map<String, Object> configs(Map<String, Object> kafka) {
        var all = new HashMap<>(kafka);
        all.put(StreamsConfig.APPLICATION_ID_CONFIG, "control");
        var configs =
                new HashMap<>(new StreamsConfig(all).getGlobalConsumerConfigs("router-control"));
        configs.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        configs.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        configs.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        configs.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        configs.remove(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);
        return configs;
    }

    ControlConsumer start() {
        thread.start();
        return this;
    }

    private void run() {
        try {
            followAgainAndAgain();
        } finally {
            ended.countDown();
        }
    }

    private void followAgainAndAgain() {
        while (!isClosing(Duration.ZERO)) {
            try (var consumer = consumers.get()) {
                following = consumer;
                follow(consumer);
            } catch (WakeupException _) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("event=control_lost topic={} cause={}", topic, Causes.of(e));
            }
            if (isClosing(again)) {
                return;
            }
        }
    }

    /// Returns when the topic is missing or the program stops.
    private void follow(Consumer<byte[], byte[]> consumer) {
        var partitions = partitions(consumer);
        if (partitions.isEmpty()) {
            LOG.info("event=control_missing topic={} action=policy-alone", topic);
            return;
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        while (!isClosing(Duration.ZERO)) {
            consumer.poll(POLL).forEach(this::take);
        }
    }

    private List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
        return Optional.ofNullable(consumer.partitionsFor(topic)).orElse(List.of()).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    void take(ConsumerRecord<byte[], byte[]> record) {
        var key = new String(record.key(), UTF_8);
        if (record.value() == null) {
            state.forget(key);
            return;
        }
        switch (reader.read(record.value())) {
            case Intact(var control) -> state.take(key, control);
            case Unreadable<Control> damage ->
                    LOG.warn(
                            "event=control_unreadable topic={} partition={} offset={} error={}",
                            topic,
                            record.partition(),
                            record.offset(),
                            damage.error());
        }
    }

    private boolean isClosing(Duration within) {
        try {
            return closing.await(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        closing.countDown();
        var consumer = following;
        if (consumer != null) {
            consumer.wakeup();
        }
        try {
            if (!ended.await(CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("event=close_timed_out what=control after={}", CLOSE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        reader.close();
    }
}
