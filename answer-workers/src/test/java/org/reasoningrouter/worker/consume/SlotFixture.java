package org.reasoningrouter.worker.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.reasoningrouter.worker.invoke.Calling.START;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.reasoningrouter.topics.AvroSerdes;
import org.reasoningrouter.topics.Reading.Intact;
import org.reasoningrouter.topics.RecordReader;
import org.reasoningrouter.topics.RegistryUnreachableException;
import org.reasoningrouter.topics.Topics;
import org.reasoningrouter.wire.Answer;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Reason;
import org.reasoningrouter.wire.Request;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.consume.Delivery.Origin;
import org.reasoningrouter.worker.generate.Aimd;
import org.reasoningrouter.worker.generate.Backend;
import org.reasoningrouter.worker.generate.Backends;
import org.reasoningrouter.worker.generate.Breaker;
import org.reasoningrouter.worker.generate.FakeTime;
import org.reasoningrouter.worker.generate.Hedges;
import org.reasoningrouter.worker.generate.RetryLoop;
import org.reasoningrouter.worker.generate.RetryPolicy;
import org.reasoningrouter.worker.govern.SingleCall;
import org.reasoningrouter.worker.invoke.FakeModelServer;
import org.reasoningrouter.worker.invoke.Generation;
import org.reasoningrouter.worker.invoke.Generation.Generated;
import org.reasoningrouter.worker.publish.WorkerMeters;

/// One slot between fakes of its broker and its model server.
class SlotFixture {

    static final Duration HOLD = Duration.ofMinutes(10);
    static final int DELIVERIES = 5;

    final FakeTime time = new FakeTime();
    final FakeModelServer server = new FakeModelServer();
    final FakeOutbox outbox = new FakeOutbox();
    final Stopping stopping = new Stopping();
    final FakeRequests requests = new FakeRequests(stopping);
    final WorkerMeters meters = new WorkerMeters(new SimpleMeterRegistry(), Route.FAST);
    final Breaker breaker = new Breaker(1000, Duration.ofSeconds(10));

    Instant deadline = START.plus(Duration.ofMinutes(5));
    Route route = Route.FAST;
    Slot.Reader reader = _ -> new Intact<>(request());

    void run() {
        var limits = new AnswerLimits(HOLD, DELIVERIES, 1000, 100);
        var policy = new RetryPolicy(3, Duration.ofMillis(500), Duration.ofSeconds(8));
        var means = new RetryLoop.Means(time, time, () -> 0, meters);
        var backend =
                new Backend(
                        "llm",
                        new SingleCall(server),
                        breaker,
                        EnumSet.allOf(Route.class),
                        Aimd.fixed(100));
        var backends = new Backends(List.of(backend));
        var loop = new RetryLoop(backends, policy, new Hedges(0), false, means);
        var answerer = new Answerer(loop, limits, "worker-1", time);
        var shared =
                new Slot.Shared(
                        reader,
                        answerer,
                        limits,
                        outbox,
                        now -> backends.closedFor(route, now),
                        stopping,
                        meters,
                        time,
                        new Slot.Waiting(time, Duration.ofSeconds(1)));
        new Slot(() -> requests, shared).run();
    }

    Answer onlyAnswer() {
        assertThat(outbox.answers).hasSize(1);
        return outbox.answers.getFirst();
    }

    Request request() {
        var decision =
                Decision.newBuilder()
                        .setPromptId("prompt-1")
                        .setRoute(route)
                        .setReason(Reason.SCORE)
                        .setReceivedAt(START)
                        .setDecidedAt(START)
                        .setDeadline(deadline)
                        .build();
        return Request.newBuilder()
                .setPromptId("prompt-1")
                .setDecision(decision)
                .setMessages(List.of(Message.newBuilder().setContent("How much?").build()))
                .build();
    }

    static Delivery delivery(int count) {
        var key = "prompt-1".getBytes(StandardCharsets.UTF_8);
        return new Delivery(
                Lane.BULK,
                new Origin("requests", 3, 17),
                key,
                new byte[] {1},
                START.minusSeconds(1),
                count,
                START);
    }

    static Generation thinking(Generated generated) {
        return new Generated(
                generated.attempt(), generated.text(), generated.finishReason(), true, false);
    }

    // Only a reader without a registry can make one: nothing listens at port 1.
    static RegistryUnreachableException unreachable() {
        var serdes = new AvroSerdes(Map.of("schema.registry.url", "http://127.0.0.1:1"));
        var topic = new Topics("", 1, 1).requests(Route.FAST, Lane.BULK);
        try (var reader = new RecordReader<>(topic, serdes, () -> START)) {
            var reading = reader.read(new byte[] {0, 0, 0, 0, 1, 2});
            throw new AssertionError("read without a registry: " + reading);
        } catch (RegistryUnreachableException e) {
            return e;
        }
    }
}
