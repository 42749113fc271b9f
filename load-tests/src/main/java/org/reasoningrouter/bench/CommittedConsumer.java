package org.reasoningrouter.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.reasoningrouter.local.LocalRun;
import org.reasoningrouter.topics.Topic;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Reason;

/// Counts committed records as they come, and reads them again when the run is over: to read them
/// meanwhile would take the CPU that is measured.
///
/// @param <V> a record that bears its decision
public final class CommittedConsumer<V extends SpecificRecord> implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(20);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Deserializer<V> deserializer;
    private final Function<V, Decision> decision;
    private final List<TopicPartition> partitions;

    public CommittedConsumer(
            LocalRun.Target target,
            Class<V> type,
            List<? extends Topic<?>> topics,
            Function<V, Decision> decision) {
        consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                target.bootstrap(),
                                "isolation.level",
                                "read_committed",
                                "max.poll.records",
                                10_000),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        this.deserializer = target.serdes().deserializer(type);
        this.decision = decision;
        partitions = topics.stream().flatMap(topic -> partitions(topic).stream()).toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    private static List<TopicPartition> partitions(Topic<?> topic) {
        var all = new ArrayList<TopicPartition>();
        for (var i = 0; i < topic.partitions(); i++) {
            all.add(new TopicPartition(topic.name(), i));
        }
        return all;
    }

    /// How many came since the last look.
    int poll() {
        return consumer.poll(POLL).count();
    }

    /// What became of the prompts.
    ///
    /// @param doubles records whose prompt had one already
    record Seen(BitSet ids, long doubles, long fallbacks) {

        private static final Set<Reason> FALLBACKS =
                Set.of(
                        Reason.CLASSIFIER_TIMEOUT,
                        Reason.CLASSIFIER_FAILED,
                        Reason.CLASSIFIER_NOT_A_NUMBER);

        private Seen with(Decision decision) {
            var id = Integer.parseInt(decision.getPromptId());
            var again = ids.get(id) ? 1 : 0;
            ids.set(id);
            var fallback = FALLBACKS.contains(decision.getReason()) ? 1 : 0;
            return new Seen(ids, doubles + again, fallbacks + fallback);
        }
    }

    /// Reads everything that is committed, from the start on.
    Seen readAgain() {
        Seen[] seen = {new Seen(new BitSet(), 0, 0)};
        readAgain(it -> seen[0] = seen[0].with(it));
        return seen[0];
    }

    /// Hands on every decision that is committed, from the start on.
    public void readAgain(Consumer<Decision> each) {
        consumer.seekToBeginning(partitions);
        var ends = consumer.endOffsets(partitions);
        while (ends.entrySet().stream()
                .anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
            for (var rec : consumer.poll(POLL)) {
                each.accept(decision.apply(deserializer.deserialize(rec.topic(), rec.value())));
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
        deserializer.close();
    }
}
