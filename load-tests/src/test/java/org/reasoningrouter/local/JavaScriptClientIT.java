package org.reasoningrouter.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reasoningrouter.local.LocalSettings.Simulated;
import org.reasoningrouter.topics.AvroSerdes;
import org.reasoningrouter.topics.Reading;
import org.reasoningrouter.topics.Reading.Intact;
import org.reasoningrouter.topics.RecordReader;
import org.reasoningrouter.topics.Topics;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Reason;
import org.reasoningrouter.wire.Result;
import org.reasoningrouter.wire.Status;
import org.reasoningrouter.wire.Timings;
import org.reasoningrouter.wire.Usage;

/// A client that is not ours: JavaScript, with kafkajs and Confluent's registry package.
///
/// Once the whole system answers it. Else the test itself stands in for the router, so that it can
/// take a result back and see that the client never reads it. Needs Node and a package registry;
/// without Node it is skipped.
class JavaScriptClientIT {

    private static final Path SCRIPTS = Path.of("src/test/js");
    private static final Duration WITHIN = Duration.ofMinutes(5);
    private static final Topics TOPICS = new Topics("", 2, 1);

    @TempDir private static Path dir;

    @BeforeAll
    static void install() throws Exception {
        assumeTrue(
                isThere("node") && isThere("npm"),
                "Node is not on the path: the JavaScript client was not tested");
        try (var scripts = Files.list(SCRIPTS)) {
            for (var script : scripts.filter(Files::isRegularFile).toList()) {
                Files.copy(script, dir.resolve(script.getFileName()));
            }
        }
        run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
    }

    @Test
    void isAnsweredByTheWholeSystem() throws Exception {
        var settings = LocalSettings.defaults().withPartitions(2).answeredBy(new Simulated(0));
        try (var stack = LocalStack.start(settings)) {
            var client = ask(stack.broker(), stack.registry(), "js-system");

            var result = finish(client);

            assertThat(result.path("promptId").asText()).isEqualTo("js-system");
            assertThat(result.path("status").asText()).isEqualTo("ANSWERED");
            assertThat(result.path("simulated").asBoolean()).isTrue();
            assertThat(result.path("answer").asText()).isNotBlank();
            assertThat(result.path("decision").path("reason").asText()).isEqualTo("SCORE");
            assertThat(result.path("attributes").path("language").asText()).isEqualTo("javascript");
            assertThat(stack.simulator().orElseThrow().ledger().calls()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "lz4"})
    void producesAPromptAndReadsItsCommittedResult(String compression) throws Exception {
        try (var broker = LocalBroker.startTemporary();
                var registry = LocalRegistry.start(0, broker.bootstrap())) {
            var serdes = new AvroSerdes(Map.of("schema.registry.url", registry.url()));
            prepare(broker, registry);
            var client = ask(broker, registry, "js-1");

            var record = firstPrompt(broker);
            answer(broker, serdes, compression);

            assertThat(record.key()).isEqualTo("js-1");
            assertThat(read(serdes, record.value())).isEqualTo(new Intact<>(expected()));
            var result = finish(client);
            assertThat(result.path("promptId").asText()).isEqualTo("js-1");
            assertThat(result.path("status").asText()).isEqualTo("ANSWERED");
            assertThat(result.path("answer").asText()).isEqualTo("No, 7 times 13.");
            assertThat(result.path("attributes").path("language").asText()).isEqualTo("javascript");
        }
    }

    private static Prompt expected() {
        return Prompt.newBuilder()
                .setPromptId("js-1")
                .setMessages(List.of(Message.newBuilder().setContent("Is 91 prime?").build()))
                .setTenant("javascript")
                .setAttributes(Map.of("language", "javascript"))
                .build();
    }

    private static void prepare(LocalBroker broker, LocalRegistry registry) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
                var schemas = new CachedSchemaRegistryClient(registry.url(), 100)) {
            var client = new TopicPlanClient(admin, Optional.of(schemas));
            client.apply(client.plan(TOPICS.all(), List.of(), (short) 1));
        }
    }

    private static ConsumerRecord<String, byte[]> firstPrompt(LocalBroker broker) {
        var configs =
                Map.<String, Object>of(
                        "bootstrap.servers", broker.bootstrap(),
                        "group.id", "router",
                        "auto.offset.reset", "earliest");
        var end = Instant.now().plusSeconds(60);
        try (var consumer =
                new KafkaConsumer<>(
                        configs, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(TOPICS.prompts().name()));
            while (Instant.now().isBefore(end)) {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    return record;
                }
            }
        }
        throw new AssertionError("the client produced no prompt within a minute");
    }

    private static Reading<Prompt> read(AvroSerdes serdes, byte[] bytes) {
        try (var reader = new RecordReader<>(TOPICS.prompts(), serdes, Instant::now)) {
            return reader.read(bytes);
        }
    }

    /// Writes one result and takes it back, then writes the one that holds.
    private static void answer(LocalBroker broker, AvroSerdes serdes, String compression)
            throws Exception {
        var configs =
                Map.<String, Object>of(
                        "bootstrap.servers",
                        broker.bootstrap(),
                        "transactional.id",
                        "router",
                        "compression.type",
                        compression);
        try (var serializer = serdes.serializer(Result.class);
                var producer = new KafkaProducer<>(configs, new StringSerializer(), serializer)) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(resultRecord("Yes.")).get();
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(resultRecord("No, 7 times 13.")).get();
            producer.commitTransaction();
        }
    }

    private static ProducerRecord<String, Result> resultRecord(String answer) {
        return new ProducerRecord<>(TOPICS.results().name(), "js-1", result(answer));
    }

    private static Result result(String answer) {
        var now = Instant.EPOCH;
        var decision =
                Decision.newBuilder()
                        .setPromptId("js-1")
                        .setReason(Reason.SCORE)
                        .setReceivedAt(now)
                        .setDecidedAt(now)
                        .setDeadline(now)
                        .build();
        return Result.newBuilder()
                .setPromptId("js-1")
                .setStatus(Status.ANSWERED)
                .setDecision(decision)
                .setAnswer(answer)
                .setUsage(Usage.newBuilder().build())
                .setTimings(Timings.newBuilder().setEndToEnd(1).build())
                .setReceivedAt(now)
                .setFinishedAt(now)
                .setAttributes(Map.of("language", "javascript"))
                .build();
    }

    private static JsonNode finish(Process client) throws Exception {
        assertThat(client.waitFor(WITHIN)).as("the client ended").isTrue();
        var out = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(client.exitValue()).as(out).isZero();
        return new ObjectMapper().readTree(out.lines().toList().getLast());
    }

    private static Process ask(LocalBroker broker, LocalRegistry registry, String promptId)
            throws IOException {
        return start(
                "node",
                "produce-and-read.mjs",
                broker.bootstrap(),
                registry.url(),
                promptId,
                "Is 91 prime?");
    }

    private static void run(String... command) throws Exception {
        var process = start(command);
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
    }

    private static Process start(String... command) throws IOException {
        return new ProcessBuilder(command)
                .directory(dir.toFile())
                .redirectErrorStream(true)
                .start();
    }

    private static boolean isThere(String program) {
        return Optional.ofNullable(System.getenv("PATH")).stream()
                .flatMap(path -> Pattern.compile(File.pathSeparator).splitAsStream(path))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
