package org.reasoningrouter.router;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.reasoningrouter.router.decide.Limits;
import org.reasoningrouter.router.join.AnswersTail;
import org.reasoningrouter.router.join.Ledger;
import org.reasoningrouter.router.join.LedgerParts;
import org.reasoningrouter.router.join.LedgerProcessor;
import org.reasoningrouter.router.join.LedgerPublisher;
import org.reasoningrouter.router.join.LedgerSettings;
import org.reasoningrouter.router.join.TailConsumer;
import org.reasoningrouter.router.measure.AccountsProcessor;
import org.reasoningrouter.router.measure.Booking;
import org.reasoningrouter.router.measure.LedgerMeters;
import org.reasoningrouter.router.measure.LengthsProcessor;
import org.reasoningrouter.router.measure.OutcomeWatch;
import org.reasoningrouter.router.measure.PriceList;
import org.reasoningrouter.router.measure.StatsProcessor;
import org.reasoningrouter.router.measure.Tally;
import org.reasoningrouter.router.measure.Thought;
import org.reasoningrouter.topics.AvroSerdes;
import org.reasoningrouter.topics.RecordReader;
import org.reasoningrouter.topics.RegistryPatience;
import org.reasoningrouter.topics.Topic;
import org.reasoningrouter.topics.Topics;
import org.reasoningrouter.wire.Control;
import org.reasoningrouter.wire.RouteStats;

/// The way back: decisions and answers in; results, late answers, route stats, learnt lengths,
/// leases of budgets, backlogs and dead letters out.
///
/// Results are keyed by prompt id, route stats by tenant and route, learnt lengths by class of
/// prompts and budgets by tenant, so single results, single thoughts and what each does to a budget
/// pass through an internal topic each, `stats`, `thoughts` and `budgets`, in between.
public final class LedgerTopology implements AutoCloseable {

    // What is counted by tenant and class is little, while each partition of it costs a task, a
    // changelog and a place in every transaction.
    private static final int SERIES_PARTITIONS = 4;

    private final Topics topics;
    private final AvroSerdes serdes;
    private final LedgerSettings settings;
    private final PriceList prices;
    private final LedgerMeters meters;
    private final Surroundings surroundings;
    private final RegistryPatience patience;
    private final BiFunction<Map<String, Object>, Integer, AnswersTail> tails;
    private final List<Runnable> release = new ArrayList<>();

    /// What the stages work with beside the topics.
    ///
    /// @param controlStands whether the topic `control` is there to be written to
    /// @param limits of the policy in force
    public record Surroundings(
            InstantSource clock, BooleanSupplier controlStands, Supplier<Limits> limits) {}

    /// Wired with a tail of `answers` that a client of its own reads.
    public LedgerTopology(
            Topics topics,
            AvroSerdes serdes,
            LedgerSettings settings,
            PriceList prices,
            MeterRegistry meters,
            Surroundings surroundings) {
        this(
                topics,
                serdes,
                settings,
                prices,
                meters,
                surroundings,
                (streams, partition) ->
                        new TailConsumer(
                                streams, new TopicPartition(topics.answers().name(), partition)));
    }

    LedgerTopology(
            Topics topics,
            AvroSerdes serdes,
            LedgerSettings settings,
            PriceList prices,
            MeterRegistry meters,
            Surroundings surroundings,
            BiFunction<Map<String, Object>, Integer, AnswersTail> tails) {
        this.topics = topics;
        this.serdes = serdes;
        this.settings = settings;
        this.prices = prices;
        this.meters = new LedgerMeters(meters);
        this.surroundings = surroundings;
        this.tails = tails;
        patience = RegistryPatience.sleeping(settings.registryWait(), surroundings.clock());
    }

    /// Holds what ends against calibration.
    void watch(OutcomeWatch outcomes) {
        meters.watch(outcomes);
    }

    public Topology build() {
        var stats = waiting(topics.routeStats());
        var parts = parts();
        var builder = new StreamsBuilder();
        LedgerStoresConfig.stores(settings.markerRetention()).forEach(builder::addStateStore);
        var joined =
                builder.stream(
                                List.of(topics.decisions().name(), topics.answers().name()),
                                Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
                                        .withName("decisions-and-answers"))
                        .process(
                                () -> new LedgerProcessor(parts),
                                Named.as("join"),
                                LedgerProcessor.PENDING,
                                LedgerProcessor.DEADLINES,
                                LedgerProcessor.ENDED,
                                LedgerProcessor.LANES);
        joined.map(LedgerTopology::series, Named.as(LedgerPublisher.TALLY))
                .repartition(
                        Repartitioned.<String, RouteStats>as("stats")
                                .withKeySerde(Serdes.String())
                                .withValueSerde(stats)
                                .withNumberOfPartitions(seriesPartitions()))
                .process(
                        StatsProcessor.supplier(
                                settings.statsEvery(),
                                WindowStoresConfig.persistent(
                                        StatsProcessor.SUMS,
                                        settings.statsRetention(),
                                        Duration.ofMillis(1)),
                                stats),
                        Named.as("measure"))
                .to(
                        topics.routeStats().name(),
                        Produced.with(Serdes.String(), stats).withName("route-stats"));
        learn(joined);
        lend(joined);
        return withSinks(builder.build());
    }

    private int seriesPartitions() {
        return Math.min(SERIES_PARTITIONS, topics.partitions());
    }

    private void learn(KStream<byte[], Object> joined) {
        var control = waiting(topics.control());
        joined.map(this::lesson, Named.as(LedgerPublisher.LESSONS))
                .repartition(
                        Repartitioned.<String, Control>as("thoughts")
                                .withKeySerde(Serdes.String())
                                .withValueSerde(control)
                                .withNumberOfPartitions(seriesPartitions()))
                .process(
                        LengthsProcessor.supplier(
                                settings.learning(), control, surroundings.controlStands()),
                        Named.as("learn"))
                .to(
                        topics.control().name(),
                        Produced.with(Serdes.String(), control).withName("control"));
    }

    private void lend(KStream<byte[], Object> joined) {
        var control = waiting(topics.control());
        joined.map(LedgerTopology::booking, Named.as(LedgerPublisher.BOOKINGS))
                .repartition(
                        Repartitioned.<String, byte[]>as("budgets")
                                .withKeySerde(Serdes.String())
                                .withValueSerde(Serdes.ByteArray())
                                .withNumberOfPartitions(seriesPartitions()))
                .process(
                        AccountsProcessor.supplier(
                                new AccountsProcessor.Parts(
                                        topics.partitions(),
                                        surroundings.limits(),
                                        surroundings.controlStands(),
                                        meters)),
                        Named.as("lend"))
                .to(
                        topics.control().name(),
                        Produced.with(Serdes.String(), control).withName("leases"));
    }

    // One processor with outputs of several types: the builder's streams have one type each.
    private Topology withSinks(Topology topology) {
        addSink(topology, LedgerPublisher.RESULTS, topics.results());
        addSink(topology, LedgerPublisher.LATE, topics.lateAnswers());
        addSink(topology, LedgerPublisher.BACKLOG, topics.control());
        return topology.addSink(
                LedgerPublisher.DEAD_LETTERS,
                topics.deadLetters().name(),
                new ByteArraySerializer(),
                new ByteArraySerializer(),
                "join");
    }

    private <V extends SpecificRecord> void addSink(
            Topology topology, String name, Topic<V> topic) {
        topology.addSink(
                name, topic.name(), new ByteArraySerializer(), waiting(topic).serializer(), "join");
    }

    private LedgerParts parts() {
        return new LedgerParts(
                reader(topics.decisions()),
                reader(topics.answers()),
                topics.answers().name(),
                new Ledger(prices, settings.thinkingModel()),
                settings,
                meters,
                surroundings.clock(),
                patience,
                surroundings.controlStands(),
                tails);
    }

    private <V extends SpecificRecord> RecordReader<V> reader(Topic<V> topic) {
        var reader = new RecordReader<>(topic, serdes, surroundings.clock());
        release.add(reader::close);
        return reader;
    }

    /// Closes readers and serdes, which Kafka Streams leaves open; call it once the application has
    /// stopped.
    @Override
    public void close() {
        release.forEach(Runnable::run);
    }

    private static KeyValue<String, RouteStats> series(byte[] promptId, Object one) {
        var stats = (RouteStats) one;
        return KeyValue.pair(Tally.seriesOf(stats), stats);
    }

    private KeyValue<String, Control> lesson(byte[] promptId, Object one) {
        var thought = (Thought) one;
        return KeyValue.pair(
                thought.of().key(),
                LengthsProcessor.lesson(thought, surroundings.clock().instant()));
    }

    private static KeyValue<String, byte[]> booking(byte[] promptId, Object one) {
        var booking = (Booking) one;
        return KeyValue.pair(booking.tenant(), booking.event().toBytes());
    }

    /// Serdes that wait for the registry, and that write a topic's records under its one subject
    /// wherever they are stored.
    private <V extends SpecificRecord> Serde<V> waiting(Topic<V> topic) {
        var serde = serdes.of(topic.type());
        release.add(serde::close);
        Serializer<V> serializer =
                (_, value) ->
                        patience.until(() -> serde.serializer().serialize(topic.name(), value));
        return Serdes.serdeFrom(
                serializer,
                (_, bytes) ->
                        patience.until(
                                () -> serde.deserializer().deserialize(topic.name(), bytes)));
    }
}
