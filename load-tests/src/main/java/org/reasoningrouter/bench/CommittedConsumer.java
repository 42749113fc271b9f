package org.reasoningrouter.bench;

import java.nio.charset.StandardCharsets;
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

    /// Reads the given topics from their start.
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
    public int poll() {
        return consumer.poll(POLL).count();
    }

    /// What is told of the records of a poll.
    @FunctionalInterface
    public interface Arrivals {

        /// Takes down one record.
        ///
        /// @param nanos as [System#nanoTime], when the poll returned
        void arrived(int id, long nanos);
    }

    /// Tells of each record that came since the last look; nothing but its key is read.
    ///
    /// @return how many came
    public int poll(Arrivals arrivals) {
        var records = consumer.poll(POLL);
        var now = System.nanoTime();
        for (var rec : records) {
            arrivals.arrived(id(rec.key()), now);
        }
        return records.count();
    }

    // A number in decimal digits.
    private static int id(byte[] key) {
        return Integer.parseInt(new String(key, StandardCharsets.US_ASCII));
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
    private Seen readAgain() {
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

    /// What was committed; to be asked when nothing writes any more.
    ///
    /// @throws IllegalStateException of one line when a prompt is missing or came twice
    Seen requireOnce(int prompts) {
        var seen = readAgain();
        var missing = prompts - seen.ids().cardinality();
        if (missing != 0 || seen.doubles() != 0) {
            throw new IllegalStateException(
                    "of %d prompts %d are missing and %d came twice: the run is worth nothing"
                            .formatted(prompts, missing, seen.doubles()));
        }
        return seen;
    }

    @Override
    public void close() {
        consumer.close();
        deserializer.close();
    }
}
