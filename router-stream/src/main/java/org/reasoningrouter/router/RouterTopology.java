package org.reasoningrouter.router;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.reasoningrouter.router.ClassifyProcessor.Classified;
import org.reasoningrouter.router.admit.Admission.Rejected;
import org.reasoningrouter.router.admit.Arrival;
import org.reasoningrouter.router.batch.CommitPace;
import org.reasoningrouter.router.batch.Prefetch;
import org.reasoningrouter.router.batch.Shadow;
import org.reasoningrouter.router.classify.Classification.NotAsked;
import org.reasoningrouter.router.decide.Allowances;
import org.reasoningrouter.router.decide.ControlState;
import org.reasoningrouter.router.decide.Decisions;
import org.reasoningrouter.router.decide.Limits;
import org.reasoningrouter.router.decide.ThinkingPrice;
import org.reasoningrouter.router.dispatch.Dispatch;
import org.reasoningrouter.router.measure.RouterMeters;
import org.reasoningrouter.topics.AvroSerdes;
import org.reasoningrouter.topics.RegistryPatience;
import org.reasoningrouter.topics.Topics;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Request;
import org.reasoningrouter.wire.Route;

/// The way of a prompt, from its topic to the worker's. Each node bears its stage's name:
///
///     prompts ─► admit ─► classify ─► decide ─► budget ─► dispatch ─┬► requests
///                  │                              └─────────────────┤
///                  ├─► reject ──────────────────────────────────────┴► decisions
///                  └─► dead-letter ──────────────────────────────────► dead-letters
///
/// Records come in as bytes, because [org.reasoningrouter.router.batch.PollInterceptor] has read them
/// already.
public final class RouterTopology implements AutoCloseable {

    static final String PROMPTS = "prompts";
    static final String ADMIT = "admit";
    static final String REJECT = "reject";
    static final String CLASSIFY = "classify";
    static final String DECIDE = "decide";
    static final String BUDGET = "budget";
    static final String DISPATCH = "dispatch";
    static final String REQUESTS = "requests";
    static final String DECISIONS = "decisions";
    static final String DEAD_LETTER = "dead-letter";
    static final String DEAD_LETTERS = "dead-letters";

    /// The store of admit: prompt id to the claim that holds it.
    static final String CLAIMS = "claims";

    private final Topics topics;
    private final AvroSerdes serdes;
    private final Prefetch prefetch;
    private final Surroundings surroundings;
    private final Map<Route, Map<Lane, String>> requestTopics = new EnumMap<>(Route.class);
    private final List<Runnable> release = new ArrayList<>();

    /// What the stages work with beside the topics.
    ///
    /// @param identity how long an id is remembered; empty turns the check off
    /// @param commitPace of the calling thread, by which it commits once it has caught up; empty
    ///   leaves that to the commit interval
    record Surroundings(
            Optional<Duration> identity,
            Optional<Supplier<CommitPace>> commitPace,
            RegistryPatience patience,
            RouterMeters meters,
            ControlState control,
            BudgetSettings budgets,
            InstantSource clock) {}

    /// @param limits of the policy in force
    /// @param mostWaiting prompts of one partition that may wait for budget
    record BudgetSettings(Supplier<Limits> limits, int mostWaiting, ThinkingPrice price) {}

    RouterTopology(Topics topics, AvroSerdes serdes, Prefetch prefetch, Surroundings surroundings) {
        this.topics = topics;
        this.serdes = serdes;
        this.prefetch = prefetch;
        this.surroundings = surroundings;
        for (var route : Route.values()) {
            var lanes = new EnumMap<Lane, String>(Lane.class);
            for (var lane : Lane.values()) {
                lanes.put(lane, topics.requests(route, lane).name());
            }
            requestTopics.put(route, lanes);
        }
    }

    public Topology build() {
        var topology = new Topology();
        topology.addSource(
                AutoOffsetReset.earliest(),
                PROMPTS,
                (rec, _) ->
                        Arrival.receivedAt(rec.timestamp(), surroundings.clock().instant())
                                .toEpochMilli(),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                topics.prompts().name());

        topology.addProcessor(ADMIT, admit(), PROMPTS);
        topology.addProcessor(REJECT, () -> new StageProcessor<>(this::reject), ADMIT);
        topology.addProcessor(DEAD_LETTER, DeadLetterProcessor::new, ADMIT);
        topology.addProcessor(CLASSIFY, ClassifyProcessor::new, ADMIT);
        topology.addProcessor(DECIDE, () -> new StageProcessor<>(this::decide), CLASSIFY);
        topology.addProcessor(BUDGET, budget(), DECIDE);
        topology.addProcessor(DISPATCH, DispatchProcessor::new, BUDGET);

        topology.<String, Request>addSink(
                REQUESTS,
                (_, request, _) -> requestTopic(request.getDecision()),
                new StringSerializer(),
                waiting(Request.class),
                DISPATCH);
        topology.addSink(
                DECISIONS,
                topics.decisions().name(),
                new StringSerializer(),
                waiting(Decision.class),
                DISPATCH,
                BUDGET,
                REJECT);
        topology.addSink(
                DEAD_LETTERS,
                topics.deadLetters().name(),
                new ByteArraySerializer(),
                new ByteArraySerializer(),
                DEAD_LETTER);
        return topology;
    }

    private ProcessorSupplier<byte[], byte[], Object, Object> admit() {
        var rules =
                new AdmitProcessor.Rules(
                        surroundings.identity(),
                        surroundings.commitPace(),
                        surroundings.patience(),
                        surroundings.clock());
        var stores = surroundings.identity().<Set<StoreBuilder<?>>>map(w -> Set.of(store(w)));
        return new ProcessorSupplier<>() {
            @Override
            public AdmitProcessor get() {
                return new AdmitProcessor(prefetch, rules, surroundings.meters());
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return stores.orElse(Set.of());
            }
        };
    }

    private ProcessorSupplier<String, Dispatch, String, Object> budget() {
        var budgets = surroundings.budgets();
        var allowances =
                new Allowances(
                        surroundings.control().leases(), topics.partitions(), budgets.price());
        var parts =
                new BudgetProcessor.Parts(
                        allowances,
                        budgets.limits(),
                        budgets.mostWaiting(),
                        surroundings.meters(),
                        surroundings.clock());
        return BudgetProcessor.supplier(parts, shelf());
    }

    /// Requests that wait are written under the subject of their topic.
    private BudgetProcessor.Shelf shelf() {
        var serde = serdes.of(Request.class);
        release.add(serde::close);
        var topic = topics.requests(Route.THINKING, Lane.INTERACTIVE).name();
        return new BudgetProcessor.Shelf(
                request ->
                        surroundings
                                .patience()
                                .until(() -> serde.serializer().serialize(topic, request)),
                bytes ->
                        surroundings
                                .patience()
                                .until(() -> serde.deserializer().deserialize(topic, bytes)));
    }

    /// Two spans of claims are read, so two are kept.
    private static StoreBuilder<?> store(Duration window) {
        return Stores.windowStoreBuilder(
                WindowStoresConfig.persistent(CLAIMS, window.multipliedBy(2), window),
                Serdes.String(),
                Serdes.ByteArray());
    }

    /// A topic's first record registers its schema, which needs the registry like a reading does.
    private <V extends SpecificRecord> Serializer<V> waiting(Class<V> type) {
        var serializer = serdes.serializer(type);
        release.add(serializer::close);
        return (topic, value) ->
                surroundings.patience().until(() -> serializer.serialize(topic, value));
    }

    /// Closes the serializers, which Kafka Streams leaves open; call it once the application has
    /// stopped.
    @Override
    public void close() {
        release.forEach(Runnable::run);
    }

    private Decision reject(Rejected rejected) {
        return Decisions.rejected(rejected, surroundings.clock().instant());
    }

    private Dispatch decide(Classified classified) {
        var judge = classified.judge();
        var routed =
                Decisions.routed(
                        classified.admitted(),
                        classified.classification(),
                        judge.inForce(),
                        surroundings.control(),
                        surroundings.clock().instant());
        var decision = judge.shadow().map(it -> shadowed(routed, classified, it)).orElse(routed);
        decision.getScore().ifPresent(it -> judge.drift().add(it, thinks(decision)));
        return new Dispatch(classified.admitted().prompt(), decision);
    }

    private static boolean thinks(Decision decision) {
        return decision.getRoute().equals(Optional.of(Route.THINKING));
    }

    private Decision shadowed(Decision routed, Classified classified, Shadow shadow) {
        if (classified.classification() instanceof NotAsked) {
            return routed;
        }
        var prompt = classified.admitted().prompt();
        var decision =
                classified
                        .shadow()
                        .map(said -> Decisions.shadow(prompt, said, shadow.decides()))
                        .map(it -> Decision.newBuilder(routed).setShadow(it).build())
                        .orElse(routed);
        surroundings.meters().shadowed(decision);
        return decision;
    }

    private String requestTopic(Decision decision) {
        return Objects.requireNonNull(
                Objects.requireNonNull(requestTopics.get(decision.getRoute().orElseThrow()))
                        .get(decision.getLane()));
    }
}
