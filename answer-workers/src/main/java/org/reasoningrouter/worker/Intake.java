package org.reasoningrouter.worker;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.reasoningrouter.topics.ShareGroup;
import org.reasoningrouter.topics.Topics;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.worker.consume.PlainConsumer;
import org.reasoningrouter.worker.consume.RequestConsumer;
import org.reasoningrouter.worker.consume.RequestQueue;
import org.reasoningrouter.worker.consume.RequestSource;
import org.reasoningrouter.worker.consume.ShareGroupClient;
import org.reasoningrouter.worker.consume.Stopping;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How requests come to the slots of a worker: through share groups, or through plain consumers.
sealed interface Intake {

    Logger LOG = LoggerFactory.getLogger(Intake.class);

    /// The settings' word for it.
    String kind();

    /// Opens the requests of one slot, on the slot's thread.
    ///
    /// @param lanes which it serves, the more urgent first
    RequestSource open(List<Lane> lanes);

    /// What must run beside the slots.
    List<PlainConsumer> consumers();

    default boolean isPolling() {
        return consumers().stream().allMatch(PlainConsumer::isPolling);
    }

    /// Decides by the settings, or by what the broker can do.
    ///
    /// @throws IllegalStateException when the share group is asked for and cannot be used
    static Intake choose(
            WorkerConfig config, Topics topics, Stopping stopping, InstantSource clock) {
        if (config.consumer().equals("plain")) {
            return new Plain(config, topics, stopping, clock);
        }
        var share = new Share(config, topics, clock);
        var whyNot = share.whyNot();
        if (whyNot.isEmpty()) {
            return share;
        }
        if (config.consumer().equals("share")) {
            throw new IllegalStateException(whyNot.get());
        }
        LOG.warn("event=plain_consumer why=\"{}\"", whyNot.get());
        return new Plain(config, topics, stopping, clock);
    }

    /// One share consumer for each slot.
    record Share(WorkerConfig config, Topics topics, InstantSource clock) implements Intake {

        Optional<String> whyNot() {
            try (var groups = new ShareGroupClient(config.kafka(), config.startPatience())) {
                groups.shortIdle(group(Lane.INTERACTIVE))
                        .ifPresent(it -> LOG.warn("event=short_connections why=\"{}\"", it));
                return Stream.of(Lane.values())
                        .map(lane -> groups.whyNot(group(lane), config.applyGroupSettings()))
                        .flatMap(Optional::stream)
                        .findFirst();
            }
        }

        @Override
        public String kind() {
            return "share";
        }

        // A slot with two consumers could be handed a request by the one while it is busy for the
        // other, and hold it all that time: so its lane is the most urgent one.
        @Override
        public RequestSource open(List<Lane> lanes) {
            var lane = lanes.getFirst();
            var topic = topics.requests(config.routeOf(), lane).name();
            return new RequestConsumer(
                    config.kafka(), group(lane), new RequestConsumer.Feed(topic, lane), clock);
        }

        private ShareGroup group(Lane lane) {
            return new ShareGroup(
                    topics.workerGroup(config.routeOf(), lane), config.lock(), config.deliveries());
        }

        @Override
        public List<PlainConsumer> consumers() {
            return List.of();
        }
    }

    /// One consumer for each lane that has slots, and a queue between it and them.
    final class Plain implements Intake {

        private final RequestQueue queue = new RequestQueue();
        private final List<PlainConsumer> consumers = new ArrayList<>();
        private final InstantSource clock;

        Plain(WorkerConfig config, Topics topics, Stopping stopping, InstantSource clock) {
            this.clock = clock;
            for (var lane : Lane.values()) {
                if (config.slots().serving(lane) > 0) {
                    consumers.add(consumer(config, topics, lane, stopping));
                }
            }
        }

        private PlainConsumer consumer(
                WorkerConfig config, Topics topics, Lane lane, Stopping stopping) {
            var feed =
                    new PlainConsumer.Feed(
                            topics.workerGroup(config.routeOf(), lane) + ".plain",
                            topics.requests(config.routeOf(), lane).name(),
                            lane,
                            queue);
            var manner =
                    new PlainConsumer.Manner(
                            config.slots().serving(lane),
                            config.plain().commitEvery(),
                            config.plain().revokeGrace());
            return new PlainConsumer(config.kafka(), feed, manner, stopping);
        }

        @Override
        public String kind() {
            return "plain";
        }

        @Override
        public RequestSource open(List<Lane> lanes) {
            return queue.source(lanes, clock);
        }

        @Override
        public List<PlainConsumer> consumers() {
            return List.copyOf(consumers);
        }
    }
}
