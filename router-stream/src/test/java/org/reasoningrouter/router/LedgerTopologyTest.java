package org.reasoningrouter.router;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.reasoningrouter.router.LedgerSamples.START;
import static org.reasoningrouter.router.LedgerSamples.answer;
import static org.reasoningrouter.router.LedgerSamples.decision;
import static org.reasoningrouter.router.LedgerSamples.failure;
import static org.reasoningrouter.router.LedgerSamples.rejection;
import static org.reasoningrouter.router.LedgerSamples.settings;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reasoningrouter.router.join.FakeAnswersTail;
import org.reasoningrouter.router.measure.Price;
import org.reasoningrouter.router.measure.PriceList;
import org.reasoningrouter.topics.AvroSerdes;
import org.reasoningrouter.topics.DeadLetter;
import org.reasoningrouter.topics.Topic;
import org.reasoningrouter.topics.Topics;
import org.reasoningrouter.wire.Answer;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.LateAnswer;
import org.reasoningrouter.wire.Result;
import org.reasoningrouter.wire.RouteStats;
import org.reasoningrouter.wire.Status;

class LedgerTopologyTest {

    private static final Duration PAST_DEADLINE = Duration.ofSeconds(11);

    private final Topics topics = new Topics("", 1, 1);
    private final AvroSerdes serdes =
            new AvroSerdes(Map.of("schema.registry.url", "mock://ledger-topology"));
    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final FakeAnswersTail tail = new FakeAnswersTail();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @TempDir Path folder;
    private TopologyTestDriver driver;
    private TestInputTopic<String, Decision> decisions;
    private TestInputTopic<String, Answer> answers;
    private TestInputTopic<byte[], byte[]> rawAnswers;
    private TestOutputTopic<String, Result> results;
    private TestOutputTopic<String, LateAnswer> late;
    private TestOutputTopic<String, RouteStats> stats;
    private TestOutputTopic<byte[], byte[]> deadLetters;

    @BeforeEach
    void start() {
        tail.reply(OptionalLong.empty());
        var properties = new Properties();
        properties.putAll(SharedRocksDbConfig.properties(16 << 20));
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "ledger");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        var price = new Price("*", Instant.EPOCH, 1_000_000_000, 0, 10_000_000_000L);
        var topology =
                new LedgerTopology(
                        topics,
                        serdes,
                        settings(),
                        new PriceList(List.of(price)),
                        meters,
                        now::get,
                        (_, _) -> tail);
        driver = new TopologyTestDriver(topology.build(), properties, START);
        decisions = input(topics.decisions());
        answers = input(topics.answers());
        rawAnswers =
                driver.createInputTopic(
                        topics.answers().name(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        results = output(topics.results());
        late = output(topics.lateAnswers());
        stats = output(topics.routeStats());
        deadLetters =
                driver.createOutputTopic(
                        topics.deadLetters().name(),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void anAnsweredPromptEndsOnce() {
        decide("p");
        reply("p", "c");
        pass(PAST_DEADLINE);

        var ends = results.readKeyValuesToList();
        assertThat(ends).extracting(end -> end.key).containsExactly("p");
        assertThat(ends).extracting(end -> end.value.getStatus()).containsExactly(Status.ANSWERED);
        assertThat(tail.questions).isEmpty();
    }

    @Test
    void aFailedPromptEndsAsFailed() {
        decide("p");
        answers.pipeInput("p", failure("p", "w"));

        assertThat(statuses()).containsExactly(Status.FAILED);
    }

    @Test
    void aRejectedPromptEndsAtOnce() {
        decisions.pipeInput("p", rejection("p"));
        decisions.pipeInput("p", rejection("p"));
        pass(PAST_DEADLINE);

        assertThat(statuses()).containsExactly(Status.REJECTED);
    }

    @Test
    void aPromptExpiresByTheWallClockWithoutTraffic() {
        decide("p");

        pass(Duration.ofMillis(10_250));
        assertThat(results.isEmpty()).isTrue();
        pass(Duration.ofMillis(250));

        var result = results.readValue();
        assertThat(result.getStatus()).isEqualTo(Status.EXPIRED);
        assertThat(result.getDecision()).isEqualTo(decision("p").build());
        assertThat(result.getAttributes()).isEqualTo(Map.of("run", "7"));
        assertThat(result.getFinishedAt()).isEqualTo(START.plusMillis(10_500));
        assertThat(results.isEmpty()).isTrue();
    }

    @Test
    void anAnswerBeforeItsDecisionEndsThePrompt() {
        reply("p", "c");
        decide("p");
        pass(PAST_DEADLINE);

        assertThat(statuses()).containsExactly(Status.ANSWERED);
    }

    @Test
    void anAnswerPublishedTwiceIsPaidOnce() {
        decide("p");
        reply("p", "c");
        reply("p", "c");

        assertThat(statuses()).containsExactly(Status.ANSWERED);
        assertThat(late.isEmpty()).isTrue();
        assertThat(meters.counter("router.join.repeated").count()).isEqualTo(1);
    }

    @Test
    void aSecondAnswerIsLateAndPaidOnce() {
        decide("p");
        reply("p", "c1");
        reply("p", "c2");
        reply("p", "c2");

        assertThat(statuses()).containsExactly(Status.ANSWERED);
        var second = late.readKeyValuesToList();
        assertThat(second).hasSize(1);
        assertThat(second.getFirst().key).isEqualTo("p");
        assertThat(second.getFirst().value.getCostNanos()).isEqualTo(300_000);
        assertThat(second.getFirst().value.getEndedAs()).isEqualTo(Status.ANSWERED);
    }

    @Test
    void anAnswerAfterExpiryIsLate() {
        decide("p");
        pass(PAST_DEADLINE);
        reply("p", "c");

        assertThat(statuses()).containsExactly(Status.EXPIRED);
        assertThat(late.readValue().getEndedAs()).isEqualTo(Status.EXPIRED);
    }

    @Test
    void aMarkerIsForgottenAfterItsRetention() {
        decide("p");
        reply("p", "c1");
        pass(Duration.ofHours(25));
        reply("p", "c2");

        assertThat(statuses()).containsExactly(Status.ANSWERED, Status.ANSWERED);
    }

    @Test
    void unreadableBytesGoToDeadLettersAsTheyCame() {
        rawAnswers.pipeInput("k".getBytes(UTF_8), "rubbish".getBytes(UTF_8));
        rawAnswers.pipeInput(null, (byte[]) null);

        var letters = deadLetters.readRecordsToList();
        assertThat(letters).hasSize(2);
        var first = letters.getFirst();
        assertThat(first.key()).isEqualTo("k".getBytes(UTF_8));
        assertThat(first.value()).isEqualTo("rubbish".getBytes(UTF_8));
        assertThat(header(first.headers().lastHeader(DeadLetter.TOPIC).value()))
                .isEqualTo("answers");
        assertThat(header(first.headers().lastHeader(DeadLetter.PARTITION).value())).isEqualTo("0");
        assertThat(header(first.headers().lastHeader(DeadLetter.OFFSET).value())).isEqualTo("0");
        assertThat(header(first.headers().lastHeader(DeadLetter.ERROR).value()))
                .isEqualTo("not_wire_format");
        assertThat(letters.getLast().value()).isNull();
        assertThat(header(letters.getLast().headers().lastHeader(DeadLetter.ERROR).value()))
                .isEqualTo("null_value");
    }

    @Test
    void aRecordThatNamesNoPromptIsADeadLetter() {
        decisions.pipeInput("k", decision("").build());

        var letter = deadLetters.readRecord();
        assertThat(header(letter.headers().lastHeader(DeadLetter.ERROR).value()))
                .isEqualTo("missing_id");
        assertThat(results.isEmpty()).isTrue();
    }

    @Test
    void nothingExpiresBeforeTheAnswersThatStoodThereAreRead() {
        tail.reply(OptionalLong.of(1));
        decide("answered");
        decide("unanswered");
        pass(PAST_DEADLINE);
        reply("other", "c0");
        pass(Duration.ofMinutes(10));
        assertThat(statuses()).containsExactly(Status.ANSWERED);

        reply("answered", "c1");
        tail.reply(OptionalLong.empty());
        pass(Duration.ofSeconds(1));

        var ends = results.readKeyValuesToList();
        assertThat(ends).extracting(end -> end.key).containsExactly("answered", "unanswered");
        assertThat(ends)
                .extracting(end -> end.value.getStatus())
                .containsExactly(Status.ANSWERED, Status.EXPIRED);
    }

    @Test
    void timestampsOfRecordsExpireNobody() {
        decide("p");
        decisions.pipeInput("old", decision("old").build(), Instant.EPOCH);
        decisions.pipeInput("new", decision("new").build(), START.plus(Duration.ofDays(3_650)));
        answers.pipeInput("new", answer("new", "c").build(), START.plus(Duration.ofDays(3_650)));
        pass(Duration.ofSeconds(9));

        assertThat(results.readKeyValuesToList()).extracting(end -> end.key).containsExactly("new");
        reply("p", "c");
        reply("new", "c");
        assertThat(results.readKeyValuesToList()).extracting(end -> end.key).containsExactly("p");
    }

    @Test
    void statsAddUpByMinuteAndHour() {
        reply("a", "c1");
        reply("a", "late");
        answers.pipeInput("b", failure("b", "w"));
        decisions.pipeInput("r", rejection("r"));
        pass(Duration.ofSeconds(31));
        reply("c", "c2");
        pass(Duration.ofSeconds(5));

        var newest = stats.readKeyValuesToMap();
        assertThat(newest)
                .containsOnlyKeys(
                        "acme|FAST|MINUTE|2026-05-01T10:00:00Z",
                        "acme|FAST|MINUTE|2026-05-01T10:01:00Z",
                        "acme|FAST|HOUR|2026-05-01T10:00:00Z",
                        "acme|NONE|MINUTE|2026-05-01T10:00:00Z",
                        "acme|NONE|HOUR|2026-05-01T10:00:00Z");
        var hour = Objects.requireNonNull(newest.get("acme|FAST|HOUR|2026-05-01T10:00:00Z"));
        assertThat(hour.getAnswered()).isEqualTo(2);
        assertThat(hour.getFailed()).isEqualTo(1);
        assertThat(hour.getLateAnswers()).isEqualTo(1);
        assertThat(hour.getCostNanos()).isEqualTo(900_000);
        assertThat(hour.getAnswerTokens()).isEqualTo(60);
        assertThat(hour.getEndToEndSum()).isEqualTo(31_000_000);
        assertThat(hour.getEndToEndMax()).isEqualTo(31_000_000);
        var minute = Objects.requireNonNull(newest.get("acme|FAST|MINUTE|2026-05-01T10:01:00Z"));
        assertThat(minute.getAnswered()).isEqualTo(1);
        var rejected = Objects.requireNonNull(newest.get("acme|NONE|MINUTE|2026-05-01T10:00:00Z"));
        assertThat(rejected.getRejected()).isEqualTo(1);
        assertThat(rejected.getRoute()).isEmpty();
    }

    @Test
    void statsThatDidNotChangeAreNotPublishedAgain() {
        reply("a", "c1");
        pass(Duration.ofSeconds(5));
        assertThat(stats.getQueueSize()).isEqualTo(2);

        pass(Duration.ofSeconds(5));
        assertThat(stats.getQueueSize()).isEqualTo(2);
    }

    private void decide(String id) {
        decisions.pipeInput(id, decision(id).build());
    }

    private void reply(String id, String callId) {
        answers.pipeInput(id, answer(id, callId).build());
    }

    private List<Status> statuses() {
        return results.readValuesToList().stream().map(Result::getStatus).toList();
    }

    private void pass(Duration time) {
        now.updateAndGet(at -> at.plus(time));
        driver.advanceWallClockTime(time);
    }

    private static String header(byte[] value) {
        return new String(value, UTF_8);
    }

    private <V extends SpecificRecord> TestInputTopic<String, V> input(Topic<V> topic) {
        return driver.createInputTopic(
                topic.name(), new StringSerializer(), serdes.serializer(topic.type()));
    }

    private <V extends SpecificRecord> TestOutputTopic<String, V> output(Topic<V> topic) {
        return driver.createOutputTopic(
                topic.name(), new StringDeserializer(), serdes.deserializer(topic.type()));
    }
}
