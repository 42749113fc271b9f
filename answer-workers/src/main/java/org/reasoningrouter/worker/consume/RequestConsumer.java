package org.reasoningrouter.worker.consume;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.topics.ShareGroup;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.worker.consume.Delivery.Origin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The requests of one slot, from a share group.
///
/// One record at a time under `record_limit`, and no renewal of locks: a renewing consumer goes on
/// acquiring records that it does not show, until their deliveries are used up. So the lock is
/// longer than the longest call instead; a worker that dies lets go of its records at once, because
/// the broker sees the connection end.
public final class RequestConsumer implements RequestSource {

    private static final Logger LOG = LoggerFactory.getLogger(RequestConsumer.class);

    // Of the plain consumer alone: a share group's consumer does not start with them.
    private static final Set<String> OF_PLAIN_GROUPS =
            Set.of(
                    "auto.offset.reset",
                    "enable.auto.commit",
                    "group.instance.id",
                    "group.protocol",
                    "group.remote.assignor",
                    "heartbeat.interval.ms",
                    "isolation.level",
                    "partition.assignment.strategy",
                    "session.timeout.ms");

    private static final Duration SHORTEST_POLL = Duration.ofMillis(10);
    private static final Duration LONGEST_POLL = Duration.ofMillis(100);

    private final ShareConsumer<byte[], byte[]> consumer;
    private final PollWait wait = new PollWait(SHORTEST_POLL, LONGEST_POLL);
    private final Lane lane;
    private final InstantSource clock;
    private @Nullable ConsumerRecord<byte[], byte[]> inHand;

    /// What it reads.
    public record Feed(String topic, Lane lane) {}

    /// Joins the group on the thread that will poll.
    ///
    /// @param kafka settings of the client by Kafka's own names; those that the guarantees rest on
    ///   are set here
    public RequestConsumer(
            Map<String, String> kafka, ShareGroup group, Feed feed, InstantSource clock) {
        var configs = new HashMap<String, Object>(kafka);
        configs.keySet().removeAll(OF_PLAIN_GROUPS);
        configs.put("group.id", group.name());
        configs.put("share.acquire.mode", "record_limit");
        configs.put("share.acknowledgement.mode", "explicit");
        configs.put("max.poll.records", 1);
        // The first batch comes whole whatever its size; the broker would read more only to find
        // the one record that it hands out.
        configs.put("fetch.max.bytes", 1);
        configs.put("max.poll.interval.ms", Math.toIntExact(group.lock().toMillis() * 2));
        // Nothing goes over the connection while a call runs, and its end lets go of the request.
        configs.put("connections.max.idle.ms", group.lock().toMillis() * 2);
        consumer =
                new KafkaShareConsumer<>(
                        configs, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(List.of(feed.topic()));
        lane = feed.lane();
        this.clock = clock;
    }

    @Override
    public Optional<Delivery> take(Duration most) {
        var poll = wait.next().compareTo(most) < 0 ? wait.next() : most;
        try {
            for (var consumed : consumer.poll(poll)) {
                wait.found();
                inHand = consumed;
                return Optional.of(delivery(consumed));
            }
        } catch (RetriableException e) {
            LOG.warn("event=poll_failed error={}", e.getClass().getSimpleName());
        }
        wait.foundNothing();
        return Optional.empty();
    }

    private Delivery delivery(ConsumerRecord<byte[], byte[]> consumed) {
        return new Delivery(
                lane,
                new Origin(consumed.topic(), consumed.partition(), consumed.offset()),
                consumed.key(),
                consumed.value(),
                Instant.ofEpochMilli(consumed.timestamp()),
                consumed.deliveryCount().orElse((short) 1),
                clock.instant());
    }

    @Override
    public void accept(Delivery delivery) {
        settle(delivery, AcknowledgeType.ACCEPT);
    }

    @Override
    public void handBack(Delivery delivery) {
        settle(delivery, AcknowledgeType.RELEASE);
    }

    // An acknowledgement that the broker did not take means that the request is handed out again:
    // a second call, whose answer the ledger turns away.
    private void settle(Delivery delivery, AcknowledgeType type) {
        var origin = delivery.origin();
        if (inHand == null) {
            throw new IllegalStateException("nothing is in hand");
        }
        // By the record: by topic, partition and offset the client takes only undecodable ones.
        consumer.acknowledge(inHand, type);
        inHand = null;
        try {
            consumer.commitSync()
                    .values()
                    .forEach(error -> error.ifPresent(e -> notSettled(origin, type, e)));
        } catch (RetriableException e) {
            notSettled(origin, type, e);
        }
    }

    private static void notSettled(Origin origin, AcknowledgeType type, Exception e) {
        LOG.warn(
                "event=not_acknowledged topic={} partition={} offset={} type={} error={}",
                origin.topic(),
                origin.partition(),
                origin.offset(),
                type,
                e.getClass().getSimpleName());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
