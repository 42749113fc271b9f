package org.reasoningrouter.router;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.reasoningrouter.router.decide.Allowance;
import org.reasoningrouter.router.decide.Allowance.Granted;
import org.reasoningrouter.router.decide.Allowance.Refused;
import org.reasoningrouter.router.decide.Allowance.Taken;
import org.reasoningrouter.router.decide.Allowance.Waits;
import org.reasoningrouter.router.decide.Allowances;
import org.reasoningrouter.router.decide.Allowances.Asked;
import org.reasoningrouter.router.decide.Limits;
import org.reasoningrouter.router.decide.PartitionSpend;
import org.reasoningrouter.router.decide.WaitingLine;
import org.reasoningrouter.router.decide.WaitingLine.Place;
import org.reasoningrouter.router.dispatch.Dispatch;
import org.reasoningrouter.router.measure.RouterMeters;
import org.reasoningrouter.topics.Topics;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Outcome;
import org.reasoningrouter.wire.Request;

/// The stores behind tenants' budgets: what this partition has set aside, and the prompts that wait
/// for budget. Both are written in the transaction of the decision that they are about, so a crash
/// neither forgets what was spent nor loses a prompt that waits.
@SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
final class BudgetProcessor extends ContextualProcessor<String, Dispatch, String, Object> {

    static final String SPEND = "spend";
    static final String WAITING = "waiting";

    private static final Duration TICK = Duration.ofMillis(250);
    private static final Duration SWEEP = Duration.ofHours(1);

    /// What all tasks have in common.
    ///
    /// @param limits of the policy in force
    /// @param mostWaiting prompts of one partition
    record Parts(
            Allowances allowances,
            Supplier<Limits> limits,
            int mostWaiting,
            RouterMeters meters,
            InstantSource clock) {}

    /// How requests that wait go into their store.
    record Shelf(Function<Request, byte[]> writer, Function<byte[], Request> reader) {}

    private final Parts parts;
    private final Shelf shelf;
    private KeyValueStore<String, byte[]> spend;
    private KeyValueStore<String, byte[]> waiting;
    private WaitingLine line;

    private BudgetProcessor(Parts parts, Shelf shelf) {
        this.parts = parts;
        this.shelf = shelf;
    }

    /// One processor for each task, with stores of its own.
    static ProcessorSupplier<String, Dispatch, String, Object> supplier(Parts parts, Shelf shelf) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, Dispatch, String, Object> get() {
                return new BudgetProcessor(parts, shelf);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(store(SPEND), store(WAITING));
            }
        };
    }

    // A waiting prompt is as large as its request.
    private static StoreBuilder<?> store(String name) {
        return Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
                .withCachingDisabled()
                .withLoggingEnabled(
                        Map.of("max.message.bytes", Integer.toString(Topics.RECORD_BYTES)));
    }

    @Override
    public void init(ProcessorContext<String, Object> context) {
        super.init(context);
        spend = context.getStateStore(SPEND);
        waiting = context.getStateStore(WAITING);
        line = WaitingLine.empty(parts.mostWaiting());
        try (var all = waiting.all()) {
            all.forEachRemaining(it -> line.add(place(it.key, shelf.reader().apply(it.value))));
        }
        showLine();
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, _ -> tick());
        context.schedule(SWEEP, PunctuationType.WALL_CLOCK_TIME, _ -> sweep());
    }

    private static Place place(String key, Request request) {
        var decision = request.getDecision();
        return new Place(key, decision.getTenant(), decision.getDeadline());
    }

    @Override
    public void process(Record<String, Dispatch> record) {
        var dispatch = record.value();
        var decision = dispatch.decision();
        switch (allow(decision, decision.getDecidedAt())) {
            case Granted(var same) -> send(record, dispatch, same);
            case Taken _ when line.holds(decision.getTenant()) && !line.isFull() -> park(dispatch);
            case Taken taken -> {
                set(taken);
                send(record, dispatch, taken.decision());
            }
            case Refused(var refused) -> send(record, dispatch, refused);
            case Waits(var otherwise) when line.isFull() -> send(record, dispatch, otherwise);
            case Waits _ -> park(dispatch);
        }
    }

    // The store is read for those alone who have a budget.
    private Allowance allow(Decision decision, Instant at) {
        var budget = parts.limits().get().budgetOf(decision.getTenant());
        return budget.<Allowance>map(_ -> parts.allowances().allow(asked(decision, at), budget))
                .orElseGet(() -> new Granted(decision));
    }

    private Asked asked(Decision decision, Instant at) {
        var before =
                Optional.ofNullable(spend.get(decision.getTenant()))
                        .map(PartitionSpend::of)
                        .orElseGet(PartitionSpend::none);
        return new Asked(decision, partition(), before, at);
    }

    private void set(Taken taken) {
        spend.put(taken.decision().getTenant(), taken.spend().toBytes());
    }

    private void park(Dispatch dispatch) {
        var key = WaitingLine.key(context().recordMetadata().orElseThrow().offset());
        var request = dispatch.request();
        waiting.put(key, shelf.writer().apply(request));
        line.add(place(key, request));
        parts.meters().waits();
        showLine();
    }

    /// Lets those go on whose budget has come or whose deadline has passed. Where the first of a
    /// tenant still waits, the others need not be asked.
    private void tick() {
        var now = parts.clock().instant();
        var spent = new HashSet<String>();
        for (var place : line.inOrder()) {
            var asked = place.isPast(now) || !spent.contains(place.tenant());
            if (asked && !goesOn(place, now)) {
                spent.add(place.tenant());
            }
        }
        showLine();
    }

    private boolean goesOn(Place place, Instant now) {
        var request = shelf.reader().apply(waiting.get(place.key()));
        if (place.isPast(now)) {
            var inVain = parts.allowances().inVain(asked(request.getDecision(), now));
            return resume(place, request, inVain, now);
        }
        return switch (allow(request.getDecision(), now)) {
            case Waits _ -> false;
            case Granted(var decision) -> resume(place, request, decision, now);
            case Refused(var decision) -> resume(place, request, decision, now);
            case Taken taken -> {
                set(taken);
                yield resume(place, request, taken.decision(), now);
            }
        };
    }

    private boolean resume(Place place, Request request, Decision decision, Instant now) {
        waiting.delete(place.key());
        line.leave(place);
        var dispatch = Dispatch.of(request);
        send(new Record<>(request.getPromptId(), dispatch, now.toEpochMilli()), dispatch, decision);
        return true;
    }

    private void send(Record<String, Dispatch> record, Dispatch dispatch, Decision decision) {
        parts.meters().decided(decision);
        if (decision.getOutcome() == Outcome.ROUTED) {
            var routed = new Dispatch(dispatch.prompt(), decision);
            context().forward(record.withValue(routed), RouterTopology.DISPATCH);
        } else {
            context().forward(record.withValue(decision), RouterTopology.DECISIONS);
        }
    }

    private void sweep() {
        var now = parts.clock().instant();
        var over = new HashSet<String>();
        try (var all = spend.all()) {
            all.forEachRemaining(it -> {
                if (PartitionSpend.of(it.value).isOver(now)) {
                    over.add(it.key);
                }
            });
        }
        over.forEach(spend::delete);
    }

    private void showLine() {
        parts.meters().waiting(partition(), line.places().size());
    }

    private int partition() {
        return context().taskId().partition();
    }

    @Override
    public void close() {
        parts.meters().gone(partition());
    }
}
