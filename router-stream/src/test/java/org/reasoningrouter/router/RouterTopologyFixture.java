package org.reasoningrouter.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.reasoningrouter.router.admit.AdmissionLimits;
import org.reasoningrouter.router.admit.AdmissionRules;
import org.reasoningrouter.router.admit.Deadlines;
import org.reasoningrouter.router.batch.BatchLimits;
import org.reasoningrouter.router.batch.Batcher;
import org.reasoningrouter.router.batch.CommitPace;
import org.reasoningrouter.router.batch.Judge;
import org.reasoningrouter.router.batch.Models;
import org.reasoningrouter.router.batch.PollDeadline;
import org.reasoningrouter.router.batch.Prefetch;
import org.reasoningrouter.router.classify.FakeClassifier;
import org.reasoningrouter.router.decide.Backlog;
import org.reasoningrouter.router.decide.ControlState;
import org.reasoningrouter.router.decide.LearnedLengths;
import org.reasoningrouter.router.decide.Leases;
import org.reasoningrouter.router.decide.Limits;
import org.reasoningrouter.router.decide.PolicyConfig;
import org.reasoningrouter.router.measure.RouterMeters;
import org.reasoningrouter.topics.AvroSerdes;
import org.reasoningrouter.topics.RecordReader;
import org.reasoningrouter.topics.RegistryPatience;
import org.reasoningrouter.topics.Topics;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Outcome;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Reason;
import org.reasoningrouter.wire.Request;
import org.reasoningrouter.wire.Role;
import org.reasoningrouter.wire.Route;

/// The router's topology without a broker, with a classifier that says what a prompt asks of it.
class RouterTopologyFixture {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final Duration WINDOW = Duration.ofHours(1);
    static final Topics TOPICS = new Topics("", 1, 1);
    static final AvroSerdes SERDES =
            new AvroSerdes(Map.of("schema.registry.url", "mock://router-topology"));

    @TempDir Path state;
    Instant now = NOW;
    final FakeClassifier classifier = new FakeClassifier();
    final LearnedLengths learned = new LearnedLengths(10);
    final Leases leases = new Leases(10);
    Limits limits = Limits.NONE;
    int mostWaiting = 3;
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    @Nullable Batcher batcher;
    @Nullable TopologyTestDriver driver;

    @AfterEach
    void stop() {
        Optional.ofNullable(driver).ifPresent(TopologyTestDriver::close);
        Optional.ofNullable(batcher).ifPresent(Batcher::close);
    }

    void rejects(Reason reason, UnaryOperator<Prompt.Builder> fault) {
        pipe(fault.apply(prompt(reason.name())));

        var decision = decision();
        assertThat(decision.getPromptId()).isEqualTo(reason.name());
        assertThat(decision.getOutcome()).isEqualTo(Outcome.REJECTED);
        assertThat(decision.getReason()).isEqualTo(reason);
        assertThat(decision.getRoute()).isEmpty();
        assertThat(decision.getDetail()).isPresent();
        for (var route : Route.values()) {
            assertThat(requests(route, Lane.INTERACTIVE)).isEmpty();
        }
    }

    Decision decision(Route route) {
        return only(requests(route, Lane.INTERACTIVE)).value().getDecision();
    }

    static Prompt.Builder prompt(String id) {
        return Prompt.newBuilder().setPromptId(id).setMessages(user("hello"));
    }

    static List<Message> user(String text) {
        return List.of(Message.newBuilder().setRole(Role.USER).setContent(text).build());
    }

    void pipe(Prompt.Builder prompt) {
        pipe(prompt, NOW);
    }

    void pipe(Prompt.Builder prompt, Instant timestamp) {
        input().pipeInput(bytes(prompt.getPromptId()), wire(prompt), timestamp);
    }

    static byte[] wire(Prompt.Builder prompt) {
        try (var serializer = SERDES.serializer(Prompt.class)) {
            return serializer.serialize("prompts", prompt.build());
        }
    }

    TestInputTopic<byte[], byte[]> input() {
        return driver().createInputTopic(
                        "prompts", new ByteArraySerializer(), new ByteArraySerializer());
    }

    List<TestRecord<String, Request>> requests(Route route, Lane lane) {
        return output(TOPICS.requests(route, lane).name(), Request.class).readRecordsToList();
    }

    List<TestRecord<String, Decision>> decisions() {
        return output("decisions", Decision.class).readRecordsToList();
    }

    Decision decision() {
        return only(decisions()).value();
    }

    List<TestRecord<byte[], byte[]>> deadLetters() {
        return driver().createOutputTopic(
                        "dead-letters", new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    <V extends org.apache.avro.specific.SpecificRecord> TestOutputTopic<String, V> output(
            String topic, Class<V> type) {
        return driver().createOutputTopic(
                        topic, new StringDeserializer(), SERDES.deserializer(type));
    }

    double count(String counter) {
        return registry.get(counter).counter().count();
    }

    static <T> T only(List<T> all) {
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    static String text(Headers headers, String key) {
        return new String(headers.lastHeader(key).value(), StandardCharsets.UTF_8);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    Models models() {
        return Models.only(classifier);
    }

    Judge judge(Batcher batcher) {
        var file = Path.of("src/test/resources/policy-half.yml");
        return new Judge(PolicyConfig.read(Optional.of(file)), batcher);
    }

    TopologyTestDriver driver() {
        if (driver == null) {
            driver = drive(SERDES, Optional.of(WINDOW));
        }
        return driver;
    }

    TopologyTestDriver drive(AvroSerdes readers, Optional<Duration> identity) {
        var meters = new RouterMeters(registry);
        var batches = new BatchLimits(8, 4096, Duration.ofMillis(5), Duration.ofMillis(5), 1, 64);
        var judging = new Batcher(models(), batches, meters, System::nanoTime);
        batcher = judging;
        var deadlines =
                new Deadlines(Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofHours(1));
        var judge = judge(judging);
        var prefetch =
                new Prefetch(
                        new RecordReader<>(TOPICS.prompts(), readers, () -> now),
                        new AdmissionRules(
                                new AdmissionLimits(1 << 20, Set.of("default", "acme"), deadlines)),
                        () -> judge,
                        new Prefetch.PollClock(
                                () -> now,
                                System::nanoTime,
                                new PollDeadline(Duration.ofMinutes(1), Duration.ofMinutes(1))));
        var pace = new CommitPace(Duration.ZERO, System::nanoTime);
        var surroundings =
                new RouterTopology.Surroundings(
                        identity,
                        Optional.of(() -> pace),
                        new RegistryPatience(
                                Duration.ofMillis(2), () -> now, rest -> now = now.plus(rest)),
                        meters,
                        new ControlState(learned, leases, new Backlog(true)),
                        new RouterTopology.BudgetSettings(
                                () -> limits, mostWaiting, (tokens, _) -> tokens * 1_000),
                        () -> now);
        var properties = new Properties();
        properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        return new TopologyTestDriver(
                new RouterTopology(TOPICS, SERDES, prefetch, surroundings).build(),
                properties,
                NOW);
    }
}
