package org.reasoningrouter.replay;

import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.reasoningrouter.topics.AvroSerdes;
import org.reasoningrouter.topics.Topic;
import org.reasoningrouter.topics.Topics;
import org.reasoningrouter.wire.Result;

/// Reads what a replay has on its topics: what was sent, and results as they come.
final class ReplayTopicsConsumer implements AutoCloseable {

    static final Duration POLL = Duration.ofMillis(50);

    private final ReplayCluster cluster;
    private final Topics topics;
    private final AvroSerdes serdes;
    private final KafkaConsumer<String, Result> results;

    ReplayTopicsConsumer(ReplayCluster cluster, Topics topics, AvroSerdes serdes) {
        this.cluster = cluster;
        this.topics = topics;
        this.serdes = serdes;
        results = consumer(topics.results());
    }

    /// Which askings are on the prompts topic already.
    BitSet sent(Askings askings) {
        var sent = new BitSet();
        try (var prompts = consumer(topics.prompts())) {
            readToEnd(
                    prompts,
                    prompt -> askings.indexOf(prompt.getAttributes()).ifPresent(sent::set));
        }
        return sent;
    }

    /// Hands on every result that is there by now.
    void catchUp(Consumer<Result> sink) {
        readToEnd(results, sink);
    }

    /// Hands on what has come, after so long at most.
    void poll(Consumer<Result> sink, Duration atMost) {
        results.poll(atMost).forEach(record -> sink.accept(record.value()));
    }

    private static <V> void readToEnd(KafkaConsumer<String, V> consumer, Consumer<V> sink) {
        var ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream()
                .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(POLL).forEach(record -> sink.accept(record.value()));
        }
    }

    private <V extends SpecificRecord> KafkaConsumer<String, V> consumer(Topic<V> topic) {
        Map<String, Object> configs = new HashMap<>(cluster.kafka());
        configs.put("client.id", clientId(topics));
        configs.put("isolation.level", "read_committed");
        configs.put("max.partition.fetch.bytes", Topics.RECORD_BYTES);
        configs.put("enable.auto.commit", false);
        var consumer =
                new KafkaConsumer<>(
                        configs, new StringDeserializer(), serdes.deserializer(topic.type()));
        var partitions = partitions(consumer, topic);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    private static List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, Topic<?> topic) {
        return consumer.partitionsFor(topic.name()).stream()
                .map(it -> new TopicPartition(topic.name(), it.partition()))
                .toList();
    }

    /// What the replay's own clients call themselves, for quotas.
    static String clientId(Topics topics) {
        return topics.prefix() + "replay";
    }

    @Override
    public void close() {
        results.close();
    }
}
