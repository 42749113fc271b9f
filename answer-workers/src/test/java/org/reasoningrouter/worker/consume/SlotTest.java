package org.reasoningrouter.worker.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.reasoningrouter.worker.generate.Calling.START;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.topics.AvroSerdes;
import org.reasoningrouter.topics.DeadLetter;
import org.reasoningrouter.topics.Reading.Intact;
import org.reasoningrouter.topics.Reading.Unreadable;
import org.reasoningrouter.topics.RecordReader;
import org.reasoningrouter.topics.RegistryUnreachableException;
import org.reasoningrouter.topics.Topics;
import org.reasoningrouter.wire.Answer;
import org.reasoningrouter.wire.AnswerStatus;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Reason;
import org.reasoningrouter.wire.Request;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.consume.Delivery.Origin;
import org.reasoningrouter.worker.generate.Breaker;
import org.reasoningrouter.worker.generate.Calling;
import org.reasoningrouter.worker.generate.Failure;
import org.reasoningrouter.worker.generate.FakeModelServer;
import org.reasoningrouter.worker.generate.FakeTime;
import org.reasoningrouter.worker.generate.Generation;
import org.reasoningrouter.worker.generate.Generation.Generated;
import org.reasoningrouter.worker.generate.RetryLoop;
import org.reasoningrouter.worker.generate.RetryPolicy;
import org.reasoningrouter.worker.publish.Outbox.Sent;
import org.reasoningrouter.worker.publish.WorkerMeters;

class SlotTest {

    private static final Duration HOLD = Duration.ofMinutes(10);
    private static final int DELIVERIES = 5;

    private final FakeTime time = new FakeTime();
    private final FakeModelServer server = new FakeModelServer();
    private final FakeOutbox outbox = new FakeOutbox();
    private final Stopping stopping = new Stopping();
    private final FakeRequests requests = new FakeRequests(stopping);
    private final WorkerMeters meters = new WorkerMeters(new SimpleMeterRegistry(), Route.FAST);
    private final Breaker breaker = new Breaker(1000, Duration.ofSeconds(10));

    private Instant deadline = START.plus(Duration.ofMinutes(5));
    private Route route = Route.FAST;
    private Slot.Reader reader = _ -> new Intact<>(request());

    @Test
    void anAnsweredRequestIsAcceptedAfterItsAnswerIsAcknowledged() {
        route = Route.THINKING;
        requests.add(delivery(1));

        run();

        var answer = onlyAnswer();
        assertThat(answer.getStatus()).isEqualTo(AnswerStatus.ANSWERED);
        assertThat(answer.getPromptId()).isEqualTo("prompt-1");
        assertThat(answer.getText()).contains("forty-two");
        assertThat(answer.getThinkingObserved()).isTrue();
        assertThat(answer.getModeMismatch()).isFalse();
        assertThat(answer.getAttempts())
                .extracting(Attempt::getCallId)
                .containsExactly(answer.getCallId());
        assertThat(answer.getRequestedAt()).isEqualTo(START.minusSeconds(1));
        assertThat(answer.getTakenAt()).isEqualTo(START);
        assertThat(requests.accepted).hasSize(1);
        assertThat(requests.closed).isTrue();
    }

    @Test
    void thinkingOnTheFastRouteIsAMismatch() {
        server.then(call -> thinking(Calling.generated(call, "yes")));
        requests.add(delivery(1));

        run();

        assertThat(onlyAnswer().getModeMismatch()).isTrue();
    }

    @Test
    void aRequestPastItsDeadlineExpiresWithoutACall() {
        deadline = START;
        requests.add(delivery(1));

        run();

        assertThat(onlyAnswer().getStatus()).isEqualTo(AnswerStatus.EXPIRED);
        assertThat(onlyAnswer().getFailure()).contains("deadline_before_call");
        assertThat(server.calls).isEmpty();
        assertThat(requests.accepted).hasSize(1);
    }

    @Test
    void atItsLastDeliveryARequestFailsWithoutACall() {
        requests.add(delivery(DELIVERIES - 1));
        requests.add(delivery(DELIVERIES));

        run();

        assertThat(outbox.answers.getFirst().getStatus()).isEqualTo(AnswerStatus.ANSWERED);
        assertThat(outbox.answers.getLast().getFailure()).contains("delivery_limit");
        assertThat(outbox.answers.getLast().getDeliveries()).isEqualTo(DELIVERIES);
        assertThat(server.calls).hasSize(1);
    }

    @Test
    void aServerThatIsGoneUntilTheDeadlineLetsTheRequestExpire() {
        for (var i = 0; i < 200; i++) {
            server.thenFails(Failure.UNCONNECTED);
        }
        requests.add(delivery(1));

        run();

        assertThat(onlyAnswer().getStatus()).isEqualTo(AnswerStatus.EXPIRED);
        assertThat(onlyAnswer().getFailure()).contains("deadline");
        assertThat(onlyAnswer().getAttempts()).hasSameSizeAs(server.calls);
    }

    @Test
    void aRequestGoesBackWhenItsLockEndsBeforeItsDeadline() {
        deadline = START.plus(Duration.ofHours(5));
        for (var i = 0; i < 200; i++) {
            server.thenFails(Failure.UNCONNECTED);
        }
        requests.add(delivery(1));

        run();

        assertThat(outbox.answers).isEmpty();
        assertThat(requests.handedBack).hasSize(1);
        assertThat(time.instant()).isBefore(START.plus(HOLD));
    }

    @Test
    void aCallThatTheStopCutOffGoesBack() {
        server.thenFails(Failure.CANCELLED);
        requests.add(delivery(1));

        run();

        assertThat(outbox.answers).isEmpty();
        assertThat(requests.handedBack).hasSize(1);
        assertThat(requests.accepted).isEmpty();
    }

    @Test
    void anUnreadableRequestIsADeadLetter() {
        reader = _ -> new Unreadable<>("undecodable", "schema 3");
        requests.add(delivery(1));

        run();

        assertThat(outbox.deadLetters)
                .containsExactly(new DeadLetter("requests", 3, 17, "undecodable", "schema 3"));
        assertThat(requests.accepted).hasSize(1);
    }

    @Test
    void anAnswerThatNoRecordHoldsFails() {
        outbox.then(Sent.TOO_LARGE);
        requests.add(delivery(1));

        run();

        assertThat(onlyAnswer().getStatus()).isEqualTo(AnswerStatus.FAILED);
        assertThat(onlyAnswer().getFailure()).contains("too_large");
        assertThat(onlyAnswer().getText()).isEmpty();
        assertThat(onlyAnswer().getAttempts()).hasSize(1);
    }

    @Test
    void anAnswerThatTheBrokerCannotTakeNowIsSentAgainWithoutASecondCall() {
        outbox.then(Sent.NOT_NOW);
        outbox.then(Sent.NOT_NOW);
        requests.add(delivery(1));

        run();

        assertThat(outbox.answers).hasSize(1);
        assertThat(server.calls).hasSize(1);
        assertThat(requests.accepted).hasSize(1);
    }

    @Test
    void aRequestGoesBackWhenItsAnswerCannotBePublishedBeforeTheLockEnds() {
        outbox.down();
        requests.add(delivery(1));

        run();

        assertThat(requests.accepted).isEmpty();
        assertThat(requests.handedBack).hasSize(1);
        assertThat(time.instant()).isBetween(START.plus(HOLD).minusSeconds(2), START.plus(HOLD));
    }

    @Test
    void theRegistryIsWaitedForWithTheRequestInHand() {
        var unreachable = unreachable();
        var tries = new int[1];
        reader =
                _ -> {
                    if (tries[0]++ < 3) {
                        throw unreachable;
                    }
                    return new Intact<>(request());
                };
        requests.add(delivery(1));

        run();

        assertThat(outbox.answers).hasSize(1);
        assertThat(time.pauses).hasSize(3);
    }

    @Test
    void withoutARegistryARequestGoesBackUntilItsLastDelivery() {
        var unreachable = unreachable();
        reader =
                _ -> {
                    throw unreachable;
                };
        requests.add(delivery(1));
        run();

        assertThat(requests.handedBack).hasSize(1);
        assertThat(outbox.deadLetters).isEmpty();
    }

    @Test
    void withoutARegistryTheLastDeliveryEndsInDeadLetters() {
        var unreachable = unreachable();
        reader =
                _ -> {
                    throw unreachable;
                };
        requests.add(delivery(DELIVERIES));

        run();

        assertThat(outbox.deadLetters)
                .extracting(DeadLetter::error)
                .containsExactly("registry_unreachable");
        assertThat(requests.accepted).hasSize(1);
    }

    private void run() {
        var limits = new AnswerLimits(HOLD, DELIVERIES, 1000, 100);
        var policy = new RetryPolicy(3, Duration.ofMillis(500), Duration.ofSeconds(8));
        var means = new RetryLoop.Means(time, time, () -> 0, meters);
        var loop = new RetryLoop(server, policy, breaker, false, means);
        var answerer = new Answerer(loop, limits, "worker-1", time);
        var shared =
                new Slot.Shared(
                        reader,
                        answerer,
                        limits,
                        outbox,
                        breaker,
                        stopping,
                        meters,
                        time,
                        new Slot.Waiting(time, Duration.ofSeconds(1)));
        new Slot(Lane.BULK, () -> requests, shared).run();
    }

    private Answer onlyAnswer() {
        assertThat(outbox.answers).hasSize(1);
        return outbox.answers.getFirst();
    }

    private Request request() {
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

    private static Delivery delivery(int count) {
        var key = "prompt-1".getBytes(StandardCharsets.UTF_8);
        return new Delivery(
                new Origin("requests", 3, 17),
                key,
                new byte[] {1},
                START.minusSeconds(1),
                count,
                START);
    }

    private static Generation thinking(Generated generated) {
        return new Generated(
                generated.attempt(), generated.text(), generated.finishReason(), true, false);
    }

    // Only a reader without a registry can make one: nothing listens at port 1.
    private static RegistryUnreachableException unreachable() {
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
