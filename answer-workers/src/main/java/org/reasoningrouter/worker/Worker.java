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
import org.reasoningrouter.topics.Topics;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Request;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.consume.AnswerLimits;
import org.reasoningrouter.worker.consume.Answerer;
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
    private final WorkerMeters meters;
    private final Route route;
    private final Topics topics;
    private final RecordReader<Request> reader;
    private final AnswerPublisher publisher;
    private final ModelServers servers;
    private final Intake intake;
    private final Slot.Shared shared;
    private final Stopping stopping = new Stopping();
    private final List<Slot> slots = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean broken;

    Worker(WorkerConfig config, WorkerMeters meters, InstantSource clock) {
        this.config = config;
        this.meters = meters;
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
        intake = Intake.choose(config, topics, stopping, clock);
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
        intake.consumers().forEach(it -> run("consumer-" + route, it));
        start("interactive", List.of(Lane.INTERACTIVE), config.slots().interactive());
        start("bulk", List.of(Lane.BULK), config.slots().bulk());
        start("shared", List.of(Lane.INTERACTIVE, Lane.BULK), config.slots().shared());
        LOG.info(
                "event=started route={} consumer={} slots={}",
                route,
                intake.kind(),
                config.slots());
    }

    private void start(String kind, List<Lane> lanes, int count) {
        meters.slots(kind, intake.kind(), count);
        for (var i = 0; i < count; i++) {
            var slot = new Slot(() -> intake.open(lanes), shared);
            slots.add(slot);
            run("slot-" + route + "-" + kind + "-" + i, slot);
        }
    }

    private void run(String name, Runnable what) {
        threads.add(
                Thread.ofPlatform()
                        .daemon()
                        .name(name.toLowerCase(Locale.ROOT))
                        .uncaughtExceptionHandler((_, e) -> broke(e))
                        .start(what));
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
        return !broken
                && over.getCount() > 0
                && intake.isPolling()
                && slots.stream().allMatch(Slot::isPolling);
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
