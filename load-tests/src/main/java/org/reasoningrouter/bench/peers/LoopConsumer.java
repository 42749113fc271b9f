package org.reasoningrouter.bench.peers;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.reasoningrouter.bench.peers.PeerWork.Waiting;

/// The plain loop: poll, batches of the poll, both records of each prompt, and their offsets in one
/// transaction for all polls of an interval.
final class LoopConsumer implements Runnable {

    private static final Duration POLL = Duration.ofMillis(10);

    private final PeerSettings settings;
    private final PeerWork work;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<String, SpecificRecord> producer;
    private final Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    private long begunAt;

    /// @param thread tells it from the others of its program
    LoopConsumer(PeerSettings settings, PeerWork work, int thread) {
        this.settings = settings;
        this.work = work;
        consumer =
                new KafkaConsumer<>(
                        settings.consumer(),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        var configs = new HashMap<>(settings.producer());
        configs.put("transactional.id", PeerSettings.GROUP + "-" + thread);
        producer =
                new KafkaProducer<>(
                        configs,
                        new StringSerializer(),
                        settings.serdes().serializer(SpecificRecord.class));
    }

    @Override
    public void run() {
        producer.initTransactions();
        consumer.subscribe(List.of(settings.topics().prompts().name()), new CommitFirst());
        while (!Thread.currentThread().isInterrupted()) {
            var records = consumer.poll(POLL);
            if (!records.isEmpty()) {
                begin();
                send(records);
                records.nextOffsets().forEach(offsets::put);
            }
            if (System.nanoTime() - begunAt >= settings.tuning().commit().toNanos()) {
                commit();
            }
        }
    }

    private void begin() {
        if (offsets.isEmpty()) {
            producer.beginTransaction();
            begunAt = System.nanoTime();
        }
    }

    private void send(ConsumerRecords<byte[], byte[]> records) {
        var now = Instant.now();
        var poll = new ArrayList<Waiting>(records.count());
        for (var rec : records) {
            poll.add(work.read(rec.key(), rec.value(), rec.timestamp(), now));
        }
        for (var dispatch : work.route(poll)) {
            var decision = dispatch.decision();
            send(settings.requestTopic(decision), decision.getPromptId(), dispatch.request());
            send(settings.topics().decisions().name(), decision.getPromptId(), decision);
        }
    }

    // A record that cannot be sent fails the commit.
    private void send(String topic, String id, SpecificRecord value) {
        var _ = producer.send(new ProducerRecord<>(topic, id, value));
    }

    private void commit() {
        if (!offsets.isEmpty()) {
            producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
            producer.commitTransaction();
            offsets.clear();
        }
    }

    /// What is done of a partition is committed before another has it.
    private final class CommitFirst implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            commit();
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}
    }
}
