package org.reasoningrouter.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reasoningrouter.router.admit.AdmissionLimits;
import org.reasoningrouter.router.admit.AdmissionRules;
import org.reasoningrouter.router.admit.Deadlines;
import org.reasoningrouter.router.batch.BatchLimits;
import org.reasoningrouter.router.batch.Batcher;
import org.reasoningrouter.router.batch.Judge;
import org.reasoningrouter.router.batch.PollDeadline;
import org.reasoningrouter.router.batch.Prefetch;
import org.reasoningrouter.router.classify.FakeClassifier;
import org.reasoningrouter.router.decide.PolicyConfig;
import org.reasoningrouter.router.measure.RouterMeters;
import org.reasoningrouter.topics.AvroSerdes;
import org.reasoningrouter.topics.DeadLetter;
import org.reasoningrouter.topics.RecordReader;
import org.reasoningrouter.topics.RegistryPatience;
import org.reasoningrouter.topics.RegistryUnreachableException;
import org.reasoningrouter.topics.Topics;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Mode;
import org.reasoningrouter.wire.Outcome;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Reason;
import org.reasoningrouter.wire.Request;
import org.reasoningrouter.wire.Role;
import org.reasoningrouter.wire.Route;

class RouterTopologyTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Topics TOPICS = new Topics("", 1, 1);
    private static final AvroSerdes SERDES =
            new AvroSerdes(Map.of("schema.registry.url", "mock://router-topology"));

    @TempDir private Path state;
    private Instant now = NOW;
    private final FakeClassifier classifier = new FakeClassifier();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private @Nullable Batcher batcher;
    private @Nullable TopologyTestDriver driver;

    @AfterEach
    void stop() {
        Optional.ofNullable(driver).ifPresent(TopologyTestDriver::close);
        Optional.ofNullable(batcher).ifPresent(Batcher::close);
    }

    @Test
    void aScoreAtTheThresholdThinks() {
        pipe(prompt("a").setMessages(user("score 0.5")));

        var request = only(requests(Route.THINKING, Lane.INTERACTIVE));
        assertThat(request.key()).isEqualTo("a");
        assertThat(request.value().getMessages()).isEqualTo(user("score 0.5"));
        var decision = request.value().getDecision();
        assertThat(decision.getReason()).isEqualTo(Reason.SCORE);
        assertThat(decision.getScore()).contains(0.5);
        assertThat(decision.getThreshold()).contains(0.5);
        assertThat(decision.getThinkingBudget()).contains(1024);
        assertThat(decision.getPolicyVersion()).isEqualTo("default-1");
        assertThat(decision.getModelVersion()).isEqualTo(FakeClassifier.VERSION);
        assertThat(decision.getBatchSize()).isEqualTo(1);
        assertThat(decision.getTokens()).isEqualTo(9);
        assertThat(decision.getReceivedAt()).isEqualTo(NOW);
        assertThat(decision.getDeadline()).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void aLowerScoreIsFastAndTheDecisionIsTheOneInTheRequest() {
        pipe(prompt("a").setMessages(user("score 0.4")).setLane(Lane.BULK));

        var request = only(requests(Route.FAST, Lane.BULK)).value();
        assertThat(request.getDecision().getThinkingBudget()).isEmpty();
        assertThat(request.getDecision().getDeadline()).isEqualTo(NOW.plusSeconds(600));
        assertThat(decision()).isEqualTo(request.getDecision());
    }

    @Test
    void whatTheClientBringsComesThrough() {
        pipe(
                prompt("a")
                        .setTenant("acme")
                        .setAttributes(Map.of("k", "v"))
                        .setReference("42")
                        .setTraceparent("00-1-2-01")
                        .setMaxAnswerTokens(7)
                        .setTimeLimitMs(5_000L));

        var request = only(requests(Route.FAST, Lane.INTERACTIVE)).value();
        var decision = request.getDecision();
        assertThat(request.getMaxAnswerTokens()).contains(7);
        assertThat(decision.getTenant()).isEqualTo("acme");
        assertThat(decision.getAttributes()).isEqualTo(Map.of("k", "v"));
        assertThat(decision.getReference()).contains("42");
        assertThat(decision.getTraceparent()).contains("00-1-2-01");
        assertThat(decision.getDeadline()).isEqualTo(NOW.plusSeconds(5));
    }

    @Test
    void anExplicitModeAsksNoClassifier() {
        pipe(prompt("a").setMessages(user("score 0.1")).setMode(Mode.THINKING));

        assertThat(decision().getReason()).isEqualTo(Reason.EXPLICIT_MODE);
        assertThat(decision(Route.THINKING).getScore()).isEmpty();
        assertThat(classifier.batches()).isEmpty();
    }

    @Test
    void aHintAsksNoClassifierEither() {
        pipe(prompt("a").setMessages(user("score 0.9 /no_think")));

        assertThat(decision().getReason()).isEqualTo(Reason.HINT);
        assertThat(requests(Route.FAST, Lane.INTERACTIVE)).hasSize(1);
        assertThat(classifier.batches()).isEmpty();
    }

    @Test
    void aScoreThatIsNoNumberFallsBack() {
        pipe(prompt("a").setMessages(user("not a number")));

        assertThat(decision().getReason()).isEqualTo(Reason.CLASSIFIER_NOT_A_NUMBER);
        assertThat(requests(Route.FAST, Lane.INTERACTIVE)).hasSize(1);
        assertThat(count("router.decide.fallbacks")).isEqualTo(1);
    }

    @Test
    void aFailingClassifierFallsBack() {
        pipe(prompt("a").setMessages(user("broken")));
        pipe(prompt("b").setMessages(user("unreadable")));

        assertThat(decisions())
                .extracting(d -> d.value().getReason())
                .containsExactly(Reason.CLASSIFIER_FAILED, Reason.CLASSIFIER_FAILED);
        assertThat(requests(Route.FAST, Lane.INTERACTIVE)).hasSize(2);
    }

    @Test
    void theKeyStandsInForAMissingId() {
        input().pipeInput(bytes("from-key"), wire(prompt("")), NOW);

        assertThat(only(requests(Route.FAST, Lane.INTERACTIVE)).value().getPromptId())
                .isEqualTo("from-key");
    }

    @Test
    void theSamePromptAgainIsNotRoutedAgain() {
        pipe(prompt("a").setTraceparent("00-1-2-01").setAttributes(Map.of("x", "1", "y", "2")));
        pipe(prompt("a").setTraceparent("00-3-4-01").setAttributes(Map.of("y", "2", "x", "1")));

        assertThat(requests(Route.FAST, Lane.INTERACTIVE)).hasSize(1);
        assertThat(decisions()).hasSize(1);
        assertThat(deadLetters()).isEmpty();
        assertThat(count("router.admit.duplicates")).isEqualTo(1);
    }

    @Test
    void anotherBodyUnderTheSameIdIsADeadLetterAndTheFirstUnharmed() {
        pipe(prompt("a").setMessages(user("first")));
        pipe(prompt("a").setMessages(user("second")));

        assertThat(only(requests(Route.FAST, Lane.INTERACTIVE)).value().getMessages())
                .isEqualTo(user("first"));
        var letter = only(deadLetters());
        assertThat(text(letter.headers(), DeadLetter.ERROR)).isEqualTo("CONFLICT");
        assertThat(text(letter.headers(), DeadLetter.OFFSET)).isEqualTo("1");
        assertThat(decisions()).hasSize(1);
    }

    @Test
    void anIdIsFreeAgainAfterItsWindow() {
        pipe(prompt("a"));
        now = NOW.plus(Duration.ofHours(1)).plusMillis(1);
        pipe(prompt("a"), now);

        assertThat(requests(Route.FAST, Lane.INTERACTIVE)).hasSize(2);
    }

    @Test
    void withoutIdentityEveryRecordIsRouted() {
        driver = drive(SERDES, Optional.empty());
        pipe(prompt("a"));
        pipe(prompt("a"));

        assertThat(requests(Route.FAST, Lane.INTERACTIVE)).hasSize(2);
    }

    @Test
    void everyRejectionIsADecisionThatSaysWhy() {
        rejects(Reason.EMPTY, p -> p.setMessages(user("  ")));
        rejects(Reason.EMPTY, p -> p.setMessages(List.of()));
        rejects(Reason.TOO_LONG, p -> p.setMessages(user("x".repeat((1 << 20) + 1))));
        rejects(Reason.BAD_ENCODING, p -> p.setMessages(user("lost \uFFFD byte")));
        rejects(Reason.UNKNOWN_TENANT, p -> p.setTenant("stranger"));
        rejects(Reason.PAST_DEADLINE, p -> p.setTimeLimitMs(0L));
        rejects(Reason.OUT_OF_RANGE, p -> p.setMaxThinkingTokens(-1));
        assertThat(deadLetters()).isEmpty();
    }

    @Test
    void aPromptReadAfterItsDeadlineIsRejected() {
        now = NOW.plusSeconds(60);
        pipe(prompt("a"));

        assertThat(decision().getReason()).isEqualTo(Reason.PAST_DEADLINE);
    }

    @Test
    void aPromptTooLargeToReportLeavesItsLoadBehind() {
        pipe(prompt("a").setAttributes(Map.of("k", "v".repeat(1 << 20))).setReference("r"));

        var decision = decision();
        assertThat(decision.getOutcome()).isEqualTo(Outcome.REJECTED);
        assertThat(decision.getReason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(decision.getAttributes()).isEmpty();
        assertThat(decision.getReference()).isEmpty();
    }

    @Test
    void timestampsOfAWildClockCountAsNow() {
        pipe(prompt("old"), Instant.EPOCH);
        pipe(prompt("new"), NOW.plus(Duration.ofDays(3650)));
        pipe(prompt("now"), NOW);

        assertThat(decisions())
                .extracting(d -> d.value().getReceivedAt())
                .containsExactly(NOW, NOW, NOW);
        assertThat(requests(Route.FAST, Lane.INTERACTIVE)).hasSize(3);
    }

    @Test
    void whatCannotBeReadGoesToDeadLettersAsItCame() {
        var unreadable = new byte[] {0, 0, 0, 0, 99, 1, 2, 3};
        input().pipeInput(new TestRecord<>(bytes("k"), unreadable, NOW));

        var letter = only(deadLetters());
        assertThat(letter.key()).isEqualTo(bytes("k"));
        assertThat(letter.value()).isEqualTo(unreadable);
        assertThat(text(letter.headers(), DeadLetter.ERROR)).isEqualTo("unknown_schema");
        assertThat(text(letter.headers(), DeadLetter.TOPIC)).isEqualTo("prompts");
        assertThat(text(letter.headers(), DeadLetter.PARTITION)).isEqualTo("0");
        assertThat(text(letter.headers(), DeadLetter.OFFSET)).isEqualTo("0");
        assertThat(decisions()).isEmpty();
    }

    @Test
    void nullAndDamagedValuesAreDeadLetters() {
        input().pipeInput(new TestRecord<>(bytes("k"), null, NOW));
        input().pipeInput(new TestRecord<>(bytes("k"), bytes("plain text"), NOW));

        assertThat(deadLetters())
                .extracting(letter -> text(letter.headers(), DeadLetter.ERROR))
                .containsExactly("null_value", "not_wire_format");
    }

    @Test
    void aPromptWithoutIdAndKeyIsADeadLetter() {
        input().pipeInput(new TestRecord<>(null, wire(prompt("")), NOW));
        input().pipeInput(new TestRecord<>(null, wire(prompt("x".repeat(257))), NOW));

        assertThat(deadLetters())
                .extracting(letter -> text(letter.headers(), DeadLetter.ERROR))
                .containsExactly("MISSING_ID", "OUT_OF_RANGE");
    }

    @Test
    void aDeadLetterThatFitsNoRecordLeavesItsBytesBehind() {
        input().pipeInput(new TestRecord<>(bytes("k"), new byte[Topics.RECORD_BYTES], NOW));

        var letter = only(deadLetters());
        assertThat(letter.value()).isNull();
        assertThat(text(letter.headers(), DeadLetter.OFFSET)).isEqualTo("0");
    }

    @Test
    void anUnreachableRegistryEndsTheThreadAndLosesNothing() {
        var nowhere = new AvroSerdes(Map.of("schema.registry.url", "http://127.0.0.1:1"));
        driver = drive(nowhere, Optional.empty());

        assertThatThrownBy(() -> input().pipeInput(bytes("a"), wire(prompt("a")), NOW))
                .isInstanceOf(StreamsException.class)
                .hasRootCauseInstanceOf(java.net.ConnectException.class)
                .hasStackTraceContaining(RegistryUnreachableException.class.getName());
        assertThat(deadLetters()).isEmpty();
    }

    private void rejects(Reason reason, UnaryOperator<Prompt.Builder> fault) {
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

    private Decision decision(Route route) {
        return only(requests(route, Lane.INTERACTIVE)).value().getDecision();
    }

    private static Prompt.Builder prompt(String id) {
        return Prompt.newBuilder().setPromptId(id).setMessages(user("hello"));
    }

    private static List<Message> user(String text) {
        return List.of(Message.newBuilder().setRole(Role.USER).setContent(text).build());
    }

    private void pipe(Prompt.Builder prompt) {
        pipe(prompt, NOW);
    }

    private void pipe(Prompt.Builder prompt, Instant timestamp) {
        input().pipeInput(bytes(prompt.getPromptId()), wire(prompt), timestamp);
    }

    private static byte[] wire(Prompt.Builder prompt) {
        try (var serializer = SERDES.serializer(Prompt.class)) {
            return serializer.serialize("prompts", prompt.build());
        }
    }

    private TestInputTopic<byte[], byte[]> input() {
        return driver().createInputTopic(
                        "prompts", new ByteArraySerializer(), new ByteArraySerializer());
    }

    private List<TestRecord<String, Request>> requests(Route route, Lane lane) {
        return output(TOPICS.requests(route, lane).name(), Request.class).readRecordsToList();
    }

    private List<TestRecord<String, Decision>> decisions() {
        return output("decisions", Decision.class).readRecordsToList();
    }

    private Decision decision() {
        return only(decisions()).value();
    }

    private List<TestRecord<byte[], byte[]>> deadLetters() {
        return driver().createOutputTopic(
                        "dead-letters", new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    private <V extends org.apache.avro.specific.SpecificRecord> TestOutputTopic<String, V> output(
            String topic, Class<V> type) {
        return driver().createOutputTopic(
                        topic, new StringDeserializer(), SERDES.deserializer(type));
    }

    private double count(String counter) {
        return registry.get(counter).counter().count();
    }

    private static <T> T only(List<T> all) {
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private static String text(Headers headers, String key) {
        return new String(headers.lastHeader(key).value(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private TopologyTestDriver driver() {
        if (driver == null) {
            driver = drive(SERDES, Optional.of(Duration.ofHours(1)));
        }
        return driver;
    }

    private TopologyTestDriver drive(AvroSerdes readers, Optional<Duration> identity) {
        var meters = new RouterMeters(registry);
        var limits = new BatchLimits(8, 4096, Duration.ofMillis(5), 1, 64);
        var models = new Batcher(classifier, limits, meters, System::nanoTime);
        batcher = models;
        var deadlines =
                new Deadlines(Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofHours(1));
        var judge = new Judge(PolicyConfig.read(Optional.empty()), models);
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
        var surroundings =
                new RouterTopology.Surroundings(
                        identity,
                        new RegistryPatience(
                                Duration.ofMillis(2), () -> now, rest -> now = now.plus(rest)),
                        meters,
                        () -> now);
        var properties = new Properties();
        properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        return new TopologyTestDriver(
                new RouterTopology(TOPICS, SERDES, prefetch, surroundings).build(),
                properties,
                NOW);
    }
}
