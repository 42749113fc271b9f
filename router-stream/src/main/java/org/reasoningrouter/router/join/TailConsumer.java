package org.reasoningrouter.router.join;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/// Finds the last committed answer of a partition with a consumer of its own, which joins no group
/// and commits nothing.
///
/// It reads committed records only and steps back from the last stable offset, twice as far each
/// time, until it meets a record or reaches what the ledger has read: behind the last answer may
/// stand any number of transaction markers and aborted records. All calls run on one virtual
/// thread; the consumer is made for the first question and kept for the next ones.
public final class TailConsumer implements AnswersTail {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration MOST = Duration.ofSeconds(30);
    private static final String FETCH_BYTES = Integer.toString(64 << 10);

    private final Map<String, Object> streams;
    private final TopicPartition answers;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("answers-tail").factory());
    private volatile @Nullable Consumer<byte[], byte[]> consumer;

    /// @param streams the ledger's own Streams settings: its brokers, its security, its group
    public TailConsumer(Map<String, Object> streams, TopicPartition answers) {
        this.streams = streams;
        this.answers = answers;
    }

    /// For tests: a consumer that is already there.
    TailConsumer(Consumer<byte[], byte[]> consumer, TopicPartition answers) {
        this.streams = Map.of();
        this.answers = answers;
        this.consumer = consumer;
    }

    /// The group is named to read its offset; the classic protocol asks for no membership.
    static Map<String, Object> configs(Map<String, Object> streams, TopicPartition answers) {
        var config = new StreamsConfig(streams);
        var group = config.getString(StreamsConfig.APPLICATION_ID_CONFIG);
        var configs =
                config.getRestoreConsumerConfigs(group + "-answers-tail-" + answers.partition());
        configs.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        configs.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        configs.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        configs.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        configs.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
        configs.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        configs.remove(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);
        return configs;
    }

    @Override
    public CompletableFuture<OptionalLong> lastUnread(OptionalLong nextUnread) {
        return CompletableFuture.supplyAsync(() -> find(nextUnread), thread);
    }

    private OptionalLong find(OptionalLong nextUnread) {
        var reader = reader();
        var end = offset(reader.endOffsets(Set.of(answers)));
        var begin = Math.max(begin(reader), nextUnread.orElseGet(() -> committed(reader)));
        var until = end;
        for (var step = 1L; until > begin; step *= 2) {
            var from = Math.max(begin, end - step);
            var found = lastBetween(reader, from, until);
            if (found.isPresent()) {
                return found;
            }
            until = from;
        }
        return OptionalLong.empty();
    }

    private long begin(Consumer<byte[], byte[]> reader) {
        return offset(reader.beginningOffsets(Set.of(answers)));
    }

    private long offset(Map<TopicPartition, Long> offsets) {
        return Objects.requireNonNull(offsets.get(answers), "the broker left an offset out");
    }

    // Waits until no transaction of a former owner holds the group's offset open.
    private long committed(Consumer<byte[], byte[]> reader) {
        return Optional.ofNullable(reader.committed(Set.of(answers)).get(answers))
                .map(OffsetAndMetadata::offset)
                .orElse(0L);
    }

    private OptionalLong lastBetween(Consumer<byte[], byte[]> reader, long from, long until) {
        reader.assign(Set.of(answers));
        reader.seek(answers, from);
        var giveUpAt = Instant.now().plus(MOST);
        var last = OptionalLong.empty();
        while (reader.position(answers) < until) {
            if (Instant.now().isAfter(giveUpAt)) {
                throw new TimeoutException("no fetch from " + answers + " within " + MOST);
            }
            for (var record : reader.poll(POLL)) {
                if (record.offset() < until) {
                    last = OptionalLong.of(record.offset());
                }
            }
        }
        return last;
    }

    private Consumer<byte[], byte[]> reader() {
        var reader = consumer;
        if (reader == null) {
            reader =
                    new KafkaConsumer<>(
                            configs(streams, answers),
                            new ByteArrayDeserializer(),
                            new ByteArrayDeserializer());
            consumer = reader;
        }
        return reader;
    }

    @Override
    public void close() {
        var reader = consumer;
        if (reader != null) {
            reader.wakeup();
        }
        thread.execute(this::closeReader);
        thread.shutdown();
    }

    private void closeReader() {
        var reader = consumer;
        if (reader != null) {
            reader.close();
        }
    }
}
