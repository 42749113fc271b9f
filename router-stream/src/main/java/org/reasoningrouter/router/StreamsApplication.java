package org.reasoningrouter.router;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.reasoningrouter.topics.RegistryPatience;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One Kafka Streams application: started, watched and stopped.
///
/// A thread that dies is replaced, three times in ten minutes; then the application stops and
/// [#failed] is done. Waiting for the registry is not counted.
final class StreamsApplication implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StreamsApplication.class);
    private static final Duration CLOSE = Duration.ofSeconds(30);
    private static final int REPLACEMENTS = 3;
    private static final Duration REPLACEMENT_WINDOW = Duration.ofMinutes(10);

    private final String id;
    private final Topology topology;
    private final KafkaStreams streams;
    private final boolean staticMember;
    private final ReplacementBudget budget;
    private final CompletableFuture<Void> failed = new CompletableFuture<>();

    /// @param properties of Kafka Streams; the application id among them
    StreamsApplication(Topology topology, Map<String, Object> properties, InstantSource clock) {
        id = String.valueOf(properties.get(StreamsConfig.APPLICATION_ID_CONFIG));
        this.topology = topology;
        staticMember = properties.containsKey(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        budget = new ReplacementBudget(REPLACEMENTS, REPLACEMENT_WINDOW, clock);
        var all = new Properties();
        all.putAll(properties);
        streams = new KafkaStreams(topology, all, new StreamsClient());
        streams.setUncaughtExceptionHandler(this::died);
        streams.setStateListener((now, _) -> changed(now));
    }

    void start() {
        streams.start();
    }

    String id() {
        return id;
    }

    String description() {
        return topology.describe().toString();
    }

    /// Whether it works or will again by itself; a rebalance is no failure.
    boolean isAlive() {
        return streams.state() == State.CREATED || streams.state().isRunningOrRebalancing();
    }

    boolean isReady() {
        return streams.state() == State.RUNNING;
    }

    /// Done when the application has given up.
    CompletableFuture<Void> failed() {
        return failed;
    }

    // The exception's message stays out of the log: Kafka's may quote the record.
    private StreamThreadExceptionResponse died(Throwable thrown) {
        if (RegistryPatience.isOutage(thrown)) {
            LOG.warn("event=registry-unreachable application={} action=replace-thread", id);
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        var replace = budget.spend();
        LOG.error(
                "event=stream-thread-died application={} action={} cause={}",
                id,
                replace ? "replace-thread" : "shut-down",
                Causes.of(thrown));
        return replace
                ? StreamThreadExceptionResponse.REPLACE_THREAD
                : StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    private void changed(State state) {
        LOG.info("event=state application={} state={}", id, state);
        if (state == State.ERROR) {
            failed.complete(null);
        }
    }

    /// Leaves the group, so that others take over at once; a static member stays, because it comes
    /// back.
    @Override
    public void close() {
        var closed =
                streams.close(
                        CloseOptions.timeout(CLOSE)
                                .withGroupMembershipOperation(
                                        staticMember
                                                ? GroupMembershipOperation.REMAIN_IN_GROUP
                                                : GroupMembershipOperation.LEAVE_GROUP));
        if (!closed) {
            LOG.warn("event=close-timed-out application={} after={}", id, CLOSE);
        }
    }
}
