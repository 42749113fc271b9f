package org.reasoningrouter.worker;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.reasoningrouter.topics.AvroSerdes;
import org.reasoningrouter.topics.RecordReader;
import org.reasoningrouter.topics.ShareGroup;
import org.reasoningrouter.topics.Topics;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Request;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.consume.AnswerLimits;
import org.reasoningrouter.worker.consume.Answerer;
import org.reasoningrouter.worker.consume.RequestConsumer;
import org.reasoningrouter.worker.consume.ShareGroupClient;
import org.reasoningrouter.worker.consume.Slot;
import org.reasoningrouter.worker.consume.Stopping;
import org.reasoningrouter.worker.publish.AnswerPublisher;
import org.reasoningrouter.worker.publish.WorkerMeters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All slots of one route, with what they share. Read this first: it wires consume and publish;
/// `ModelServers` wires what is between.
public final class Worker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final Duration LAST_WAIT = Duration.ofSeconds(10);

    private final WorkerConfig config;
    private final Route route;
    private final Topics topics;
    private final RecordReader<Request> reader;
    private final AnswerPublisher publisher;
    private final ModelServers servers;
    private final Slot.Shared shared;
    private final Stopping stopping = new Stopping();
    private final List<Slot> slots = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean broken;

    Worker(WorkerConfig config, WorkerMeters meters, InstantSource clock) {
        this.config = config;
        route = config.routeOf();
        topics =
                new Topics(
                        config.topics().prefix(),
                        config.topics().partitions(),
                        config.topics().minInsyncReplicas());
        var limits =
                new AnswerLimits(
                        config.hold(),
                        config.deliveries(),
                        config.thinkingTokens(),
                        config.answerTokens());
        servers = new ModelServers(config, meters, stopping, clock);
        checkGroups();
        var serdes = new AvroSerdes(config.registry());
        reader = new RecordReader<>(topics.requests(route, Lane.INTERACTIVE), serdes, clock);
        publisher = AnswerPublisher.open(config.kafka(), serdes, topics);
        shared =
                new Slot.Shared(
                        reader::read,
                        new Answerer(servers.loop(), limits, id(), clock),
                        limits,
                        publisher,
                        servers::closedFor,
                        stopping,
                        meters,
                        clock,
                        new Slot.Waiting(stopping::pause, config.retryPause()));
        start(Lane.INTERACTIVE, config.slots().interactive(), clock);
        start(Lane.BULK, config.slots().bulk(), clock);
        LOG.info(
                "event=started route={} interactive={} bulk={}",
                route,
                config.slots().interactive(),
                config.slots().bulk());
    }

    private void checkGroups() {
        try (var groups = new ShareGroupClient(config.kafka(), config.startPatience())) {
            for (var lane : Lane.values()) {
                if (config.applyGroupSettings()) {
                    groups.apply(group(lane));
                }
                groups.check(group(lane));
            }
        }
    }

    private void start(Lane lane, int count, InstantSource clock) {
        for (var i = 0; i < count; i++) {
            var slot =
                    new Slot(
                            lane,
                            () ->
                                    new RequestConsumer(
                                            config.kafka(),
                                            group(lane),
                                            topics.requests(route, lane),
                                            clock),
                            shared);
            slots.add(slot);
            var name = "slot-" + route + "-" + lane + "-" + i;
            threads.add(
                    Thread.ofPlatform()
                            .daemon()
                            .name(name.toLowerCase(Locale.ROOT))
                            .uncaughtExceptionHandler((_, e) -> broke(e))
                            .start(slot));
        }
    }

    private ShareGroup group(Lane lane) {
        return new ShareGroup(topics.workerGroup(route, lane), config.lock(), config.deliveries());
    }

    private void broke(Throwable e) {
        LOG.error("event=slot_broke", e);
        broken = true;
        over.countDown();
    }

    /// Whether every slot runs; false is for good.
    boolean isAlive() {
        return !broken;
    }

    /// Whether every slot takes requests.
    boolean isReady() {
        return !broken && over.getCount() > 0 && slots.stream().allMatch(Slot::isPolling);
    }

    /// Waits until the worker is closed or a slot broke.
    ///
    /// @return whether it ended as it should
    boolean awaitEnd() throws InterruptedException {
        over.await();
        return !broken;
    }

    /// Takes no more requests, lets running calls end within the grace, hands the rest back.
    @Override
    public void close() {
        LOG.info("event=stopping grace={}", config.stopGrace());
        stopping.ask();
        join(config.stopGrace());
        stopping.now();
        servers.cancel();
        join(LAST_WAIT);
        servers.close();
        publisher.close();
        reader.close();
        over.countDown();
        LOG.info("event=stopped");
    }

    private void join(Duration most) {
        var end = System.nanoTime() + most.toNanos();
        try {
            for (var thread : threads) {
                var left = end - System.nanoTime();
                if (left > 0) {
                    thread.join(Duration.ofNanos(left));
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private String id() {
        return config.id().isBlank() ? "worker-" + UUID.randomUUID() : config.id();
    }
}
