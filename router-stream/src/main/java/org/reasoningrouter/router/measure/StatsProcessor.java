package org.reasoningrouter.router.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowBytesStoreSupplier;
import org.apache.kafka.streams.state.WindowStore;
import org.reasoningrouter.wire.RouteStats;

/// The stores behind route stats: adds single results to the sums of their minute and hour, and
/// publishes the sums that have changed every few seconds of the wall clock.
///
/// The sums stand in a window store under their start, so old ones fall away by themselves. Which
/// of them have changed stands in a store too: a commit comes between a change and its publication.
@SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
public final class StatsProcessor implements Processor<String, RouteStats, String, RouteStats> {

    public static final String SUMS = "sums";
    static final String CHANGED = "changed";

    private static final Map<String, String> CHANGELOG =
            Map.of("message.timestamp.type", "LogAppendTime");

    private final Duration every;
    private ProcessorContext<String, RouteStats> context;
    private WindowStore<String, RouteStats> sums;
    private KeyValueStore<String, RouteStats> changed;

    private StatsProcessor(Duration every) {
        this.every = every;
    }

    /// Of one processor a task, each with its stores.
    ///
    /// @param every how often changed sums are published
    /// @param sums a store of the name [#SUMS]; how long it keeps a sum is how long that can grow
    public static ProcessorSupplier<String, RouteStats, String, RouteStats> supplier(
            Duration every, WindowBytesStoreSupplier sums, Serde<RouteStats> serde) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, RouteStats, String, RouteStats> get() {
                return new StatsProcessor(every);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return StatsProcessor.stores(sums, serde);
            }
        };
    }

    private static Set<StoreBuilder<?>> stores(
            WindowBytesStoreSupplier sums, Serde<RouteStats> serde) {
        return Set.of(
                Stores.windowStoreBuilder(sums, Serdes.String(), serde)
                        .withCachingDisabled()
                        .withLoggingEnabled(CHANGELOG),
                Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(CHANGED), Serdes.String(), serde)
                        .withCachingDisabled()
                        .withLoggingEnabled(CHANGELOG));
    }

    @Override
    public void init(ProcessorContext<String, RouteStats> context) {
        this.context = context;
        sums = context.getStateStore(SUMS);
        changed = context.getStateStore(CHANGED);
        context.schedule(every, PunctuationType.WALL_CLOCK_TIME, this::publish);
    }

    @Override
    public void process(Record<String, RouteStats> one) {
        add(one.value());
        add(Tally.hourOf(one.value()));
    }

    private void add(RouteStats one) {
        var series = Tally.seriesOf(one) + "|" + one.getWindow();
        var start = one.getStart().toEpochMilli();
        var before = sums.fetch(series, start);
        var sum = before == null ? one : Tally.sum(before, one);
        sums.put(series, sum, start);
        changed.put(Tally.keyOf(sum), sum);
    }

    // The whole store is read, but it holds only what has changed since the last time.
    private void publish(long now) {
        var due = new ArrayList<KeyValue<String, RouteStats>>();
        try (var all = changed.all()) {
            all.forEachRemaining(due::add);
        }
        for (var sum : due) {
            context.forward(new Record<>(sum.key, sum.value, now));
            changed.delete(sum.key);
        }
    }
}
