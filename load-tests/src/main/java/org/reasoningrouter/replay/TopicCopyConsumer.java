package org.reasoningrouter.replay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.reasoningrouter.topics.AvroSerdes;
import org.reasoningrouter.topics.Topics;
import org.reasoningrouter.wire.Prompt;

/// Copies a range of a prompts topic to an Avro file, in the order of time, so that a replay of it
/// is a replay of a file: it can be repeated, also after the topic has let go of its records.
///
/// Live traffic sees one more reader that belongs to no group.
final class TopicCopyConsumer {

    private static final String SUBMITTED = "submittedAt";
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Schema SCHEMA = withTime(Prompt.getClassSchema());

    private final ReplayCluster cluster;
    private final TopicRange range;
    private final Deserializer<Prompt> prompts;
    private long unreadable;

    TopicCopyConsumer(ReplayCluster cluster, TopicRange range) {
        this.cluster = cluster;
        this.range = range;
        prompts = new AvroSerdes(cluster.registrySettings()).deserializer(Prompt.class);
    }

    private static Schema withTime(Schema prompt) {
        var fields = new ArrayList<Field>();
        prompt.getFields().forEach(field -> fields.add(new Field(field, field.schema())));
        fields.add(new Field(SUBMITTED, Schema.create(Schema.Type.LONG), "", (Object) null));
        return Schema.createRecord(
                "ReplayedPrompt", "", "org.reasoningrouter.replay", false, fields);
    }

    /// Writes the file, whole or not at all.
    ///
    /// @param work for what is sorted
    /// @return records that are no prompts and were left out
    long copy(Path file, Path work, long memory) throws IOException {
        try (var sorter = new RowSorter(work.resolve("topic"), memory)) {
            read(sorter);
            var next = Path.of(file + ".next");
            write(sorter, next);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return unreadable;
    }

    private void read(RowSorter sorter) throws IOException {
        try (var consumer = consumer()) {
            var infos = consumer.partitionsFor(range.topic());
            var partitions =
                    infos.stream()
                            .map(it -> new TopicPartition(range.topic(), it.partition()))
                            .toList();
            if (partitions.isEmpty()) {
                throw new IllegalStateException("there is no topic " + range.topic());
            }
            consumer.assign(partitions);
            var ends = ends(consumer, partitions);
            begin(consumer, partitions, ends);
            while (partitions.stream().anyMatch(it -> isBefore(consumer, it, ends))) {
                for (var record : consumer.poll(POLL)) {
                    var at = new TopicPartition(record.topic(), record.partition());
                    if (record.offset() < ends.getOrDefault(at, 0L)) {
                        take(sorter, record);
                    }
                }
            }
        }
    }

    private static boolean isBefore(
            KafkaConsumer<?, ?> consumer,
            TopicPartition partition,
            Map<TopicPartition, Long> ends) {
        return consumer.position(partition) < ends.getOrDefault(partition, 0L);
    }

    private Map<TopicPartition, Long> ends(
            KafkaConsumer<?, ?> consumer, List<TopicPartition> partitions) {
        var ends = new HashMap<>(consumer.endOffsets(partitions));
        range.until().ifPresent(until -> ends.putAll(offsets(consumer, partitions, until)));
        return ends;
    }

    private void begin(
            KafkaConsumer<?, ?> consumer,
            List<TopicPartition> partitions,
            Map<TopicPartition, Long> ends) {
        if (range.since().isEmpty()) {
            consumer.seekToBeginning(partitions);
            return;
        }
        var starts = offsets(consumer, partitions, range.since().get());
        partitions.forEach(
                it -> consumer.seek(it, starts.getOrDefault(it, ends.getOrDefault(it, 0L))));
    }

    /// Of the first records from a time on; partitions that have none are absent.
    private static Map<TopicPartition, Long> offsets(
            KafkaConsumer<?, ?> consumer, List<TopicPartition> partitions, Instant from) {
        var times = new HashMap<TopicPartition, Long>();
        partitions.forEach(it -> times.put(it, from.toEpochMilli()));
        var offsets = new HashMap<TopicPartition, Long>();
        consumer.offsetsForTimes(times)
                .forEach((partition, found) ->
                        Optional.ofNullable(found)
                                .ifPresent(it -> offsets.put(partition, it.offset())));
        return offsets;
    }

    private void take(RowSorter sorter, ConsumerRecord<String, byte[]> record) throws IOException {
        var key =
                ByteBuffer.allocate(2 * Long.BYTES + Integer.BYTES)
                        .putLong(record.timestamp())
                        .putInt(record.partition())
                        .putLong(record.offset())
                        .array();
        if (record.value() == null) {
            unreadable++;
            return;
        }
        try {
            var prompt = prompts.deserialize(record.topic(), record.value());
            if (prompt.getPromptId().isEmpty() && record.key() != null) {
                prompt = Prompt.newBuilder(prompt).setPromptId(record.key()).build();
            }
            var encoded = Prompt.getEncoder().encode(prompt);
            var value = new byte[encoded.remaining()];
            encoded.get(value);
            sorter.add(key, value);
        } catch (SerializationException _) {
            unreadable++;
        }
    }

    private static void write(RowSorter sorter, Path file) throws IOException {
        try (var sorted = sorter.sorted();
                var out =
                        new DataFileWriter<GenericData.Record>(new SpecificDatumWriter<>(SCHEMA))
                                .setCodec(CodecFactory.deflateCodec(1))
                                .create(SCHEMA, file.toFile())) {
            for (var entry = sorted.next(); entry.isPresent(); entry = sorted.next()) {
                var prompt = Prompt.getDecoder().decode(ByteBuffer.wrap(entry.get().value()));
                var row = new GenericData.Record(SCHEMA);
                for (var field : prompt.getSchema().getFields()) {
                    row.put(field.pos(), prompt.get(field.pos()));
                }
                row.put(SUBMITTED, ByteBuffer.wrap(entry.get().key()).getLong());
                out.append(row);
            }
        }
    }

    private KafkaConsumer<String, byte[]> consumer() {
        var configs = cluster.kafka();
        configs.put("isolation.level", "read_committed");
        configs.put("enable.auto.commit", false);
        configs.put("max.partition.fetch.bytes", Topics.RECORD_BYTES);
        return new KafkaConsumer<>(configs, new StringDeserializer(), new ByteArrayDeserializer());
    }
}
