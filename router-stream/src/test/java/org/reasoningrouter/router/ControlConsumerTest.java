package org.reasoningrouter.router;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reasoningrouter.router.decide.Backlog;
import org.reasoningrouter.router.decide.ControlState;
import org.reasoningrouter.router.decide.LearnedLengths;
import org.reasoningrouter.router.decide.Leases;
import org.reasoningrouter.topics.AvroSerdes;
import org.reasoningrouter.topics.RecordReader;
import org.reasoningrouter.topics.Topic;
import org.reasoningrouter.topics.Topics;
import org.reasoningrouter.wire.Control;
import org.reasoningrouter.wire.TenantLeases;

@Timeout(60)
class ControlConsumerTest {

    private static final Topic<Control> TOPIC = new Topics("", 1, 1).control();
    private static final AvroSerdes SERDES =
            new AvroSerdes(Map.of("schema.registry.url", "mock://control-consumer"));

    @Test
    void itsConsumerIsTheRoutersInNoGroupAndMakesNoTopic() {
        var configs =
                ControlConsumer.configs(
                        Map.of(
                                "bootstrap.servers", "broker:9092",
                                "security.protocol", "SSL",
                                "group.protocol", "streams"));

        assertThat(configs)
                .containsEntry("bootstrap.servers", "broker:9092")
                .containsEntry("security.protocol", "SSL")
                .containsEntry("group.protocol", "classic")
                .containsEntry("isolation.level", "read_committed")
                .containsEntry("auto.offset.reset", "earliest")
                .containsEntry("allow.auto.create.topics", false)
                .doesNotContainKey("group.id");
    }

    /// The first consumer loses the broker; the second reads the topic from its start, where what
    /// the first had read stands beside what came since.
    @Test
    void afterALossAllIsReadAgainFromTheStart() throws InterruptedException {
        var leases = new Leases(2);
        var state = new ControlState(new LearnedLengths(1), leases, new Backlog(true));
        var first = consumer(control("one"));
        first.schedulePollTask(() -> first.setPollException(new KafkaException("lost")));
        var second = consumer(control("one"), control("two"));
        var consumers = new ArrayDeque<Consumer<byte[], byte[]>>(List.of(first, second));

        try (var _ = following(state, consumers)) {
            awaitTenants(leases, 2);
        }

        assertThat(consumers).isEmpty();
        assertThat(first.closed()).isTrue();
        assertThat(second.closed()).isTrue();
    }

    @Test
    void aTopicThatIsMissingIsLookedForAgain() throws InterruptedException {
        var leases = new Leases(1);
        var state = new ControlState(new LearnedLengths(1), leases, new Backlog(true));
        var without = new MockConsumer<byte[], byte[]>("earliest");
        var consumers =
                new ArrayDeque<Consumer<byte[], byte[]>>(
                        List.of(without, consumer(control("one"))));

        try (var _ = following(state, consumers)) {
            awaitTenants(leases, 1);
        }

        assertThat(without.closed()).isTrue();
    }

    private static ControlConsumer following(
            ControlState state, Queue<Consumer<byte[], byte[]>> consumers) {
        return new ControlConsumer(
                        TOPIC.name(),
                        new RecordReader<>(TOPIC, SERDES, InstantSource.system()),
                        state,
                        consumers::remove,
                        Duration.ofMillis(1))
                .start();
    }

    private static MockConsumer<byte[], byte[]> consumer(Control... controls) {
        var consumer = new MockConsumer<byte[], byte[]>("earliest");
        var partition = new TopicPartition(TOPIC.name(), 0);
        consumer.updatePartitions(
                TOPIC.name(), List.of(new PartitionInfo(TOPIC.name(), 0, null, null, null)));
        consumer.updateBeginningOffsets(Map.of(partition, 0L));
        consumer.schedulePollTask(() -> {
            for (var i = 0; i < controls.length; i++) {
                consumer.addRecord(
                        new ConsumerRecord<>(
                                TOPIC.name(), 0, i, key(controls[i]), value(controls[i])));
            }
        });
        return consumer;
    }

    private static void awaitTenants(Leases leases, int tenants) throws InterruptedException {
        while (leases.tenants() < tenants) {
            Thread.sleep(1);
        }
    }

    private static Control control(String tenant) {
        return Control.newBuilder()
                .setTenantLeases(
                        TenantLeases.newBuilder().setTenant(tenant).setPurses(List.of()).build())
                .build();
    }

    private static byte[] key(Control control) {
        return Leases.key(control.getTenantLeases().orElseThrow().getTenant()).getBytes(UTF_8);
    }

    private static byte[] value(Control control) {
        try (var serializer = SERDES.serializer(Control.class)) {
            return serializer.serialize(TOPIC.name(), control);
        }
    }
}
