package org.reasoningrouter.worker.consume;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.worker.consume.Delivery.Origin;
import org.reasoningrouter.worker.consume.Loans.Mark;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the requests of one lane for all its slots, from an ordinary consumer group: for brokers
/// without share groups, or whose locks cannot hold a call. It runs on a thread of its own.
///
/// It polls all the time, so that calls may last as long as they like, and pauses its partitions
/// while enough requests wait. A slow call holds back its partition's commit and nothing else.
public final class PlainConsumer implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(PlainConsumer.class);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration COMMIT_WITHIN = Duration.ofSeconds(10);

    /// From where to where it reads.
    public record Feed(String group, String topic, Lane lane, RequestQueue queue) {}

    /// How a plain consumer behaves.
    ///
    /// @param ahead how many requests wait for a slot at most before it reads no more
    /// @param commitEvery how often finished requests are committed
    /// @param revokeGrace how long calls of a partition that moves may go on before they are cut
    public record Manner(int ahead, Duration commitEvery, Duration revokeGrace) {

        public Manner {
            if (ahead < 1 || !commitEvery.isPositive() || revokeGrace.isNegative()) {
                throw new IllegalArgumentException(
                        "ahead must be at least 1, commitEvery positive, revokeGrace not negative: "
                                + ahead
                                + ", "
                                + commitEvery
                                + ", "
                                + revokeGrace);
            }
        }
    }

    private final Consumer<byte[], byte[]> consumer;
    private final Lane lane;
    private final String topic;
    private final Loans loans;
    private final Manner manner;
    private final Stopping stopping;
    private long committedNanos = System.nanoTime();
    private volatile boolean polling;

    /// A consumer that has not begun; `run` closes it.
    ///
    /// @param kafka settings of the client by Kafka's own names; those that the guarantees rest on
    ///   are set here
    public PlainConsumer(Map<String, String> kafka, Feed feed, Manner manner, Stopping stopping) {
        consumer =
                new KafkaConsumer<>(
                        configs(kafka, feed.group(), manner),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        lane = feed.lane();
        topic = feed.topic();
        this.manner = manner;
        this.stopping = stopping;
        loans = new Loans(lane, feed.queue(), manner.ahead());
    }

    private static Map<String, Object> configs(
            Map<String, String> kafka, String group, Manner manner) {
        var configs = new HashMap<String, Object>();
        if (!kafka.getOrDefault("group.protocol", "classic").equalsIgnoreCase("consumer")) {
            // A worker that dies is missed this long. Only partitions that move are revoked.
            configs.put("session.timeout.ms", 10_000);
            configs.put("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
        }
        configs.putAll(kafka);
        configs.put("group.id", group);
        configs.put("enable.auto.commit", false);
        configs.put("auto.offset.reset", "earliest");
        configs.put("isolation.level", "read_committed");
        configs.put("max.poll.records", manner.ahead());
        return configs;
    }

    @Override
    public void run() {
        try (consumer) {
            consumer.subscribe(List.of(topic), new Moves());
            while (!stopping.isAsked()) {
                round();
                polling = true;
            }
            end();
        }
    }

    /// Whether it has asked the broker for requests at least once. Any thread may ask.
    public boolean isPolling() {
        return polling;
    }

    private void round() {
        loans.settle();
        pauseOrResume(loans.wantsMore());
        try {
            consumer.poll(POLL).forEach(read -> loans.read(delivery(read)));
            if (isCommitDue()) {
                skipMarkers();
            }
        } catch (RetriableException e) {
            LOG.warn("event=poll_failed error={}", e.getClass().getSimpleName());
        }
        if ((loans.hasUnlent() || isCommitDue()) && commit()) {
            loans.lend();
        }
    }

    private boolean isCommitDue() {
        return System.nanoTime() - committedNanos > manner.commitEvery().toNanos();
    }

    // Members poll, also those that want nothing: else the group takes them for dead.
    private void pauseOrResume(boolean takesMore) {
        var assigned = consumer.assignment();
        open(assigned);
        var resumed =
                assigned.stream().filter(it -> takesMore && isOpen(it)).collect(Collectors.toSet());
        var paused = new HashSet<>(assigned);
        paused.removeAll(resumed);
        consumer.pause(paused);
        consumer.resume(resumed);
    }

    private void open(Set<TopicPartition> assigned) {
        var fresh = assigned.stream().filter(it -> !isOpen(it)).collect(Collectors.toSet());
        if (fresh.isEmpty()) {
            return;
        }
        try {
            var committed = consumer.committed(fresh);
            for (var partition : fresh) {
                var mark = committed.get(partition);
                loans.open(
                        partition.partition(),
                        mark == null
                                ? new Mark(consumer.position(partition), "")
                                : new Mark(mark.offset(), mark.metadata()));
            }
        } catch (RetriableException e) {
            LOG.warn("event=not_opened error={}", e.getClass().getSimpleName());
        }
    }

    private boolean isOpen(TopicPartition partition) {
        return loans.isOpen(partition.partition());
    }

    // Ends of transactions are no requests, and would look like work that is left.
    private void skipMarkers() {
        for (var partition : consumer.assignment()) {
            if (isOpen(partition)) {
                loans.skipTo(partition.partition(), consumer.position(partition));
            }
        }
    }

    private Delivery delivery(ConsumerRecord<byte[], byte[]> read) {
        return new Delivery(
                lane,
                new Origin(read.topic(), read.partition(), read.offset()),
                read.key(),
                read.value(),
                Instant.ofEpochMilli(read.timestamp()),
                1,
                Instant.EPOCH); // The slot that takes it says when.
    }

    // What is not committed is read again by whoever gets the partition: a second call, whose
    // answer the ledger turns away.
    private boolean commit() {
        var due = loans.due();
        if (due.isEmpty()) {
            return true;
        }
        var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
        due.forEach((partition, mark) ->
                offsets.put(
                        new TopicPartition(topic, partition),
                        new OffsetAndMetadata(mark.offset(), mark.note())));
        try {
            consumer.commitSync(offsets, COMMIT_WITHIN);
            loans.committed(due);
            committedNanos = System.nanoTime();
            return true;
        } catch (RetriableException | CommitFailedException | RebalanceInProgressException e) {
            LOG.warn("event=not_committed lane={} error={}", lane, e.getClass().getSimpleName());
            return false;
        }
    }

    // It stays a member until its slots have ended, because nobody else may commit for them.
    private void end() {
        loans.recall(loans.partitions(), Duration.ZERO);
        while (loans.isAnyLent()) {
            roundAtEnd();
        }
        loans.giveBack(loans.partitions());
        commit();
        loans.close(loans.partitions());
    }

    private void roundAtEnd() {
        pauseOrResume(false);
        try {
            consumer.poll(Duration.ZERO);
        } catch (KafkaException e) {
            LOG.warn("event=poll_failed error={}", e.getClass().getSimpleName());
        }
        loans.recall(loans.partitions(), POLL);
        commit();
    }

    /// What happens when partitions move. It runs inside `poll`, on the same thread.
    private final class Moves implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
            // Nothing may be read before it is known where the worker before has ended.
            consumer.pause(assigned);
            LOG.info("event=assigned lane={} partitions={}", lane, consumer.assignment().size());
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
            var leaving = numbers(revoked);
            loans.recall(leaving, manner.revokeGrace());
            loans.cancel(leaving);
            loans.giveBack(leaving);
            commit();
            loans.close(leaving);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> lost) {
            LOG.warn("event=partitions_lost lane={} count={}", lane, lost.size());
            var leaving = numbers(lost);
            loans.recall(leaving, Duration.ZERO);
            loans.cancel(leaving);
            loans.close(leaving);
        }

        private Set<Integer> numbers(Collection<TopicPartition> partitions) {
            return partitions.stream().map(TopicPartition::partition).collect(Collectors.toSet());
        }
    }
}
