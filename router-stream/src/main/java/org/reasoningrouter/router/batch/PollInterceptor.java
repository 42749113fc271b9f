package org.reasoningrouter.router.batch;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Shows each whole poll to the batcher before its first record is processed.
///
/// Kafka makes one for each main consumer and calls it on the stream thread, inside `poll()`. It
/// never throws: a record that finds no slot here is read again in its turn, where a failure has a
/// place to go.
public final class PollInterceptor implements ConsumerInterceptor<byte[], byte[]> {

    /// The consumer setting that carries the [Prefetch].
    public static final String PREFETCH = "router.prefetch";

    private static final Logger LOG = LoggerFactory.getLogger(PollInterceptor.class);

    private @Nullable Prefetch prefetch;
    private int most;

    @Override
    public void configure(Map<String, ?> configs) {
        if (!(configs.get(PREFETCH) instanceof Prefetch shared)) {
            throw new IllegalArgumentException(PREFETCH + " must be set to a Prefetch");
        }
        prefetch = shared;
        most = most(configs.get(ConsumerConfig.MAX_POLL_RECORDS_CONFIG));
    }

    // The client hands its settings on as they were given; it has refused what is no number.
    private static int most(@Nullable Object records) {
        return records == null
                ? ConsumerConfig.DEFAULT_MAX_POLL_RECORDS
                : Integer.parseInt(records.toString().strip());
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        if (prefetch != null && !records.isEmpty()) {
            try {
                show(prefetch, records);
            } catch (RuntimeException e) {
                // The rest of the poll goes without prefetch; an exception's text may hold a
                // prompt's.
                LOG.warn("event=prefetch-failed error={}", e.getClass().getName());
            }
        }
        return records;
    }

    private void show(Prefetch prefetch, ConsumerRecords<byte[], byte[]> records) {
        var slots = prefetch.slots();
        slots.polled(records.count() >= most);
        try (var poll = prefetch.open(records.count())) {
            for (var rec : records) {
                slots.put(
                        rec.partition(),
                        rec.offset(),
                        poll.take(rec.key(), rec.value(), rec.timestamp()));
            }
        }
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void close() {}
}
