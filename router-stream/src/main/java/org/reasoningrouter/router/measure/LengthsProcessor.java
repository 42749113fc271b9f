package org.reasoningrouter.router.measure;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.router.decide.PromptClass;
import org.reasoningrouter.wire.Control;
import org.reasoningrouter.wire.ThinkingLengths;

/// The stores behind learnt lengths: adds single thoughts to those of their class, publishes the
/// classes that have changed every few seconds of the wall clock, and ends those that are
/// forgotten.
///
/// Which have changed stands in a store: a commit comes between a change and its publication. Until
/// the topic `control` stands, which an older deployment lacks, nothing is published and nothing is
/// lost.
@SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
public final class LengthsProcessor implements Processor<String, Control, String, Control> {

    static final String LENGTHS = "lengths";
    static final String CHANGED = "lengths-changed";

    private static final Map<String, String> CHANGELOG =
            Map.of("message.timestamp.type", "LogAppendTime");
    private static final Duration SWEEP = Duration.ofHours(1);
    private static final byte[] NOTHING = {};

    /// When lengths are published and how fast they are forgotten.
    ///
    /// @param every how often changed classes are published
    /// @param halfLife after which a thought counts half
    public record Schedule(Duration every, Duration halfLife) {

        public Schedule {
            if (!every.isPositive() || halfLife.toMillis() < 1) {
                throw new IllegalArgumentException(
                        "learning.every and .half-life must be positive: "
                                + every
                                + ", "
                                + halfLife);
            }
        }
    }

    private final Schedule schedule;
    private final BooleanSupplier topicStands;
    private ProcessorContext<String, Control> context;
    private KeyValueStore<String, Control> lengths;
    private KeyValueStore<String, byte[]> changed;

    private LengthsProcessor(Schedule schedule, BooleanSupplier topicStands) {
        this.schedule = schedule;
        this.topicStands = topicStands;
    }

    /// One processor for each task, with stores of its own.
    ///
    /// @param topicStands whether `control` is there to be written to
    public static ProcessorSupplier<String, Control, String, Control> supplier(
            Schedule schedule, Serde<Control> serde, BooleanSupplier topicStands) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, Control, String, Control> get() {
                return new LengthsProcessor(schedule, topicStands);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(store(LENGTHS, serde), store(CHANGED, Serdes.ByteArray()));
            }
        };
    }

    private static <V> StoreBuilder<?> store(String name, Serde<V> serde) {
        return Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(name), Serdes.String(), serde)
                .withCachingDisabled()
                .withLoggingEnabled(CHANGELOG);
    }

    /// One thought as it travels to its class.
    public static Control lesson(Thought thought, Instant at) {
        return control(LengthTracker.of(thought, at).stored(thought.of()));
    }

    @Override
    public void init(ProcessorContext<String, Control> context) {
        this.context = context;
        lengths = context.getStateStore(LENGTHS);
        changed = context.getStateStore(CHANGED);
        context.schedule(schedule.every(), PunctuationType.WALL_CLOCK_TIME, this::publish);
        context.schedule(SWEEP, PunctuationType.WALL_CLOCK_TIME, this::sweep);
    }

    @Override
    public void process(Record<String, Control> lesson) {
        of(lesson.value()).ifPresent(one -> add(lesson.key(), one));
    }

    private void add(String key, ThinkingLengths one) {
        var sum =
                of(lengths.get(key))
                        .map(LengthTracker::of)
                        .map(before -> before.plus(LengthTracker.of(one), schedule.halfLife()))
                        .orElseGet(() -> LengthTracker.of(one));
        lengths.put(key, control(sum.stored(classOf(one))));
        changed.put(key, NOTHING);
    }

    private void publish(long now) {
        var due = keys(changed);
        if (due.isEmpty() || !topicStands.getAsBoolean()) {
            return;
        }
        for (var key : due) {
            var newest = of(lengths.get(key)).map(LengthsProcessor::published).orElse(null);
            context.forward(new Record<>(key, newest, now));
            changed.delete(key);
        }
    }

    // Tenants come and go: what is forgotten must not stay in the stores or with the readers.
    private void sweep(long now) {
        for (var key : keys(lengths)) {
            var left =
                    of(lengths.get(key))
                            .map(LengthTracker::of)
                            .map(all -> all.at(Instant.ofEpochMilli(now), schedule.halfLife()));
            if (left.filter(LengthTracker::isForgotten).isPresent()) {
                lengths.delete(key);
                changed.put(key, NOTHING);
            }
        }
    }

    private static Control published(ThinkingLengths stored) {
        return control(LengthTracker.of(stored).published(classOf(stored)));
    }

    private static PromptClass classOf(ThinkingLengths lengths) {
        return new PromptClass(lengths.getTenant(), lengths.getFromScore());
    }

    private static Control control(ThinkingLengths lengths) {
        return Control.newBuilder().setThinkingLengths(lengths).build();
    }

    private static Optional<ThinkingLengths> of(@Nullable Control control) {
        return Optional.ofNullable(control).flatMap(Control::getThinkingLengths);
    }

    private static List<String> keys(KeyValueStore<String, ?> store) {
        var keys = new ArrayList<String>();
        try (var all = store.all()) {
            all.forEachRemaining(entry -> keys.add(entry.key));
        }
        return keys;
    }
}
