package org.reasoningrouter.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.server.common.MetadataVersion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reasoningrouter.topics.ShareGroup;

class LocalBrokerIT {

    @TempDir static Path dir;
    private static LocalBroker broker;

    @BeforeAll
    static void start() {
        broker = LocalBroker.start(dir.resolve("broker"), 0, Map.of());
    }

    @AfterAll
    static void close() {
        broker.close();
    }

    @Test
    void bringsTheFeaturesOfAProductionCluster() throws Exception {
        try (var admin = admin()) {
            var features = admin.describeFeatures().featureMetadata().get().finalizedFeatures();
            var levels = new HashMap<String, Short>();
            features.forEach((name, range) -> levels.put(name, range.maxVersionLevel()));

            assertThat(levels)
                    .containsEntry(
                            "metadata.version", MetadataVersion.LATEST_PRODUCTION.featureLevel())
                    .containsEntry("share.version", (short) 2)
                    .containsEntry("streams.version", (short) 1)
                    .containsEntry("transaction.version", (short) 2);
        }
    }

    @Test
    void aFolderKeepsItsPort() throws Exception {
        var folder = dir.resolve("again");
        int port;
        try (var first = LocalBroker.start(folder, 0, Map.of())) {
            port = first.port();
        }

        try (var again = LocalBroker.start(folder, 0, Map.of())) {
            assertThat(again.port()).isEqualTo(port);
        }
        try (var _ = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"));
                var elsewhere = LocalBroker.start(folder, 0, Map.of())) {
            assertThat(elsewhere.port()).isNotEqualTo(port);
        }
    }

    @Test
    void makesNoTopicThatNobodyAskedFor() throws Exception {
        try (var producer = producer(Map.of("max.block.ms", "1000"))) {
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>("unasked", "x")).get())
                    .hasMessageContaining("not present in metadata");
        }
        try (var admin = admin()) {
            assertThat(admin.listTopics().names().get()).doesNotContain("unasked");
        }
    }

    @Test
    void handsRequestsToAShareGroupThatMayHoldThemForHalfAnHour() throws Exception {
        var lock = Duration.ofMinutes(30);
        create("jobs");
        configure(new ShareGroup("jobs.group", lock, 5));
        try (var producer = producer(Map.of());
                var consumer = shareConsumer("jobs.group")) {
            producer.send(new ProducerRecord<>("jobs", "one")).get();
            consumer.subscribe(List.of("jobs"));

            assertThat(firstOf(consumer)).containsExactly("one");
            assertThat(consumer.acquisitionLockTimeoutMs()).hasValue((int) lock.toMillis());
        }
    }

    @Test
    void comesBackWithItsRecordsOnItsPort() throws Exception {
        var own = LocalBroker.start(dir.resolve("restarted"), 0, Map.of());
        try (own) {
            var before = own.bootstrap();
            createOn(before, "kept");

            own.stop();
            own.start();

            assertThat(own.bootstrap()).isEqualTo(before);
            try (var admin = Admin.create(Map.of("bootstrap.servers", before))) {
                assertThat(admin.listTopics().names().get()).contains("kept");
            }
        }
    }

    @Test
    void saysWhichPortIsTaken() {
        assertThatThrownBy(() -> LocalBroker.start(dir.resolve("other"), broker.port(), Map.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("port " + broker.port() + " is in use");
    }

    private static List<String> firstOf(KafkaShareConsumer<String, String> consumer) {
        var values = new ArrayList<String>();
        for (var tries = 0; values.isEmpty() && tries < 60; tries++) {
            consumer.poll(Duration.ofSeconds(1)).forEach(r -> values.add(r.value()));
        }
        return values;
    }

    private static void create(String topic) throws Exception {
        createOn(broker.bootstrap(), topic);
    }

    private static void createOn(String bootstrap, String topic) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
    }

    private static void configure(ShareGroup group) throws Exception {
        var changes =
                group.configs().entrySet().stream()
                        .map(e -> new ConfigEntry(e.getKey(), e.getValue()))
                        .map(e -> new AlterConfigOp(e, OpType.SET))
                        .toList();
        var resource = new ConfigResource(ConfigResource.Type.GROUP, group.name());
        try (var admin = admin()) {
            admin.incrementalAlterConfigs(Map.of(resource, changes)).all().get();
        }
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
    }

    private static KafkaProducer<String, String> producer(Map<String, Object> more) {
        var configs = new HashMap<String, Object>(more);
        configs.put("bootstrap.servers", broker.bootstrap());
        return new KafkaProducer<>(configs, new StringSerializer(), new StringSerializer());
    }

    private static KafkaShareConsumer<String, String> shareConsumer(String group) {
        return new KafkaShareConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrap(), "group.id", group),
                new StringDeserializer(),
                new StringDeserializer());
    }
}
