package org.reasoningrouter.router;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.reasoningrouter.router.LedgerSamples.START;
import static org.reasoningrouter.router.LedgerSamples.answer;
import static org.reasoningrouter.router.LedgerSamples.decision;
import static org.reasoningrouter.router.LedgerSamples.settings;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
import org.junit.jupiter.api.io.TempDir;
import org.reasoningrouter.router.decide.Limits;
import org.reasoningrouter.router.join.FakeAnswersTail;
import org.reasoningrouter.router.measure.Price;
import org.reasoningrouter.router.measure.PriceList;
import org.reasoningrouter.topics.AvroSerdes;
import org.reasoningrouter.topics.Topic;
import org.reasoningrouter.topics.Topics;
import org.reasoningrouter.wire.Answer;
import org.reasoningrouter.wire.Control;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.LateAnswer;
import org.reasoningrouter.wire.Result;
import org.reasoningrouter.wire.RouteStats;
import org.reasoningrouter.wire.Status;

/// The ledger's topology without a broker, on a clock that is moved by hand.
class LedgerTopologyFixture {

    static final Duration PAST_DEADLINE = Duration.ofSeconds(11);

    final Topics topics = new Topics("", 1, 1);
    final AvroSerdes serdes =
            new AvroSerdes(Map.of("schema.registry.url", "mock://ledger-topology"));
    final AtomicReference<Instant> now = new AtomicReference<>(START);
    final FakeAnswersTail tail = new FakeAnswersTail();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @TempDir Path folder;
    boolean controlStands = true;
    Limits limits = Limits.NONE;
    TopologyTestDriver driver;
    TestInputTopic<String, Decision> decisions;
    TestInputTopic<String, Answer> answers;
    TestInputTopic<byte[], byte[]> rawAnswers;
    TestOutputTopic<String, Result> results;
    TestOutputTopic<String, LateAnswer> late;
    TestOutputTopic<String, RouteStats> stats;
    TestOutputTopic<String, Control> control;
    TestOutputTopic<byte[], byte[]> deadLetters;

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
                        new LedgerTopology.Surroundings(
                                now::get, () -> controlStands, () -> limits),
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
        control = output(topics.control());
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

    void decide(String id) {
        decisions.pipeInput(id, decision(id).build());
    }

    void reply(String id, String callId) {
        answers.pipeInput(id, answer(id, callId).build());
    }

    List<Status> statuses() {
        return results.readValuesToList().stream().map(Result::getStatus).toList();
    }

    void pass(Duration time) {
        now.updateAndGet(at -> at.plus(time));
        driver.advanceWallClockTime(time);
    }

    static String header(byte[] value) {
        return new String(value, UTF_8);
    }

    <V extends SpecificRecord> TestInputTopic<String, V> input(Topic<V> topic) {
        return driver.createInputTopic(
                topic.name(), new StringSerializer(), serdes.serializer(topic.type()));
    }

    <V extends SpecificRecord> TestOutputTopic<String, V> output(Topic<V> topic) {
        return driver.createOutputTopic(
                topic.name(), new StringDeserializer(), serdes.deserializer(topic.type()));
    }
}
