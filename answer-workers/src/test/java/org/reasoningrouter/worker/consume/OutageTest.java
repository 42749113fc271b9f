package org.reasoningrouter.worker.consume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.reasoningrouter.worker.invoke.Calling.START;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
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
import org.reasoningrouter.worker.generate.Aimd;
import org.reasoningrouter.worker.generate.Backend;
import org.reasoningrouter.worker.generate.Backends;
import org.reasoningrouter.worker.generate.Breaker;
import org.reasoningrouter.worker.generate.Hedges;
import org.reasoningrouter.worker.generate.RetryLoop;
import org.reasoningrouter.worker.generate.RetryPolicy;
import org.reasoningrouter.worker.generate.SimulatedTime;
import org.reasoningrouter.worker.govern.SingleCall;
import org.reasoningrouter.worker.publish.WorkerMeters;

/// Slots on simulated time while model servers die and come back. Nothing real is waited for.
class OutageTest {

    private static final int SLOTS = 4;
    private static final Duration HOLD = Duration.ofMinutes(13);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final Instant DOWN = START.plusSeconds(11);

    private final SimulatedTime time = new SimulatedTime();
    private final Queue<Delivery> waiting = new ConcurrentLinkedQueue<>();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();

    @Test
    void tenMinutesWithoutTheOnlyServerLoseNothing() throws InterruptedException {
        var up = DOWN.plus(Duration.ofMinutes(10));
        var server = new FakeMortalServer("only", time, DOWN, up);
        add("patient", 40);
        add("hasty", 4);

        work(List.of(backend("only", server)));

        assertThat(answers).extracting(Answer::getPromptId).hasSize(44).doesNotHaveDuplicates();
        assertThat(answers).allSatisfy(OutageTest::isAnsweredOrExpiredInTime);
        assertThat(answers)
                .filteredOn(answer -> answer.getPromptId().startsWith("patient"))
                .extracting(Answer::getStatus)
                .containsOnly(AnswerStatus.ANSWERED);
        assertThat(answers).extracting(Answer::getDeliveries).containsOnly(1);
        assertThat(server.finished.get()).isEqualTo(count(AnswerStatus.ANSWERED));
        // While it is down the breaker lets one call through in each of its pauses.
        assertThat(server.unconnected.get()).isLessThan(5 + SLOTS + 60);
        assertThat(lastAnswer()).isBefore(up.plus(PAUSE).plusSeconds(40));
    }

    @Test
    void whenOneOfTwoServersDiesTheOtherAnswersEverything() throws InterruptedException {
        var mortal = new FakeMortalServer("mortal", time, DOWN, Instant.MAX);
        var other = new FakeMortalServer("other", time, Instant.MAX, Instant.MAX);
        add("patient", 40);

        work(List.of(backend("mortal", mortal), backend("other", other)));

        assertThat(answers).extracting(Answer::getPromptId).hasSize(40).doesNotHaveDuplicates();
        assertThat(answers).extracting(Answer::getStatus).containsOnly(AnswerStatus.ANSWERED);
        assertThat(mortal.finished.get()).isPositive();
        assertThat(other.finished.get()).isEqualTo(40 - mortal.finished.get());
        assertThat(answers)
                .filteredOn(answer -> answer.getFinishedAt().isAfter(DOWN))
                .extracting(answer -> answer.getAttempts().getLast().getBackend())
                .containsOnly("other");
        assertThat(answers)
                .flatExtracting(Answer::getAttempts)
                .filteredOn(attempt -> attempt.getFirstTokenAt().isPresent())
                .extracting(Attempt::getOutcome)
                .contains("unreachable");
    }

    private void add(String name, int count) {
        IntStream.range(0, count).forEach(i -> waiting.add(delivery(name + "-" + i, 1)));
    }

    private void work(List<Backend> inOrder) throws InterruptedException {
        var backends = new Backends(inOrder);
        var meters = new WorkerMeters(new SimpleMeterRegistry(), Route.FAST);
        var policy = new RetryPolicy(3, Duration.ofMillis(500), Duration.ofSeconds(8));
        var means = new RetryLoop.Means(time, time, () -> 0.5, meters);
        var loop = new RetryLoop(backends, policy, new Hedges(0), false, means);
        var limits = new AnswerLimits(HOLD, 5, 1000, 100);
        var answerer = new Answerer(loop, limits, "worker-1", time);
        time.run(Collections.nCopies(SLOTS, () -> slot(backends, answerer)));
    }

    // What a slot does: it polls only while a server can be asked, and what it hands back comes
    // again.
    private void slot(Backends backends, Answerer answerer) {
        while (!waiting.isEmpty()) {
            var closed = backends.closedFor(Route.FAST, time.instant());
            if (closed.isPositive()) {
                time.pause(closed);
                continue;
            }
            var next = waiting.poll();
            if (next != null) {
                var name = new String(next.key(), UTF_8);
                answerer.answer(taken(next), request(name))
                        .ifPresentOrElse(
                                answers::add, () -> waiting.add(delivery(name, next.count() + 1)));
            }
        }
    }

    private Backend backend(String name, FakeMortalServer server) {
        return new Backend(
                name,
                new SingleCall(server),
                new Breaker(5, PAUSE),
                EnumSet.of(Route.FAST),
                Aimd.fixed(100));
    }

    private Delivery taken(Delivery delivery) {
        return new Delivery(
                delivery.lane(),
                delivery.origin(),
                delivery.key(),
                delivery.value(),
                START,
                delivery.count(),
                time.instant());
    }

    private static Delivery delivery(String name, int count) {
        var key = name.getBytes(UTF_8);
        return new Delivery(
                Lane.BULK, new Origin("requests", 3, 17), key, new byte[] {1}, START, count, START);
    }

    private static Request request(String name) {
        var limit = name.startsWith("hasty") ? Duration.ofMinutes(5) : Duration.ofMinutes(30);
        var decision =
                Decision.newBuilder()
                        .setPromptId(name)
                        .setRoute(Route.FAST)
                        .setReason(Reason.SCORE)
                        .setReceivedAt(START)
                        .setDecidedAt(START)
                        .setDeadline(START.plus(limit))
                        .build();
        return Request.newBuilder()
                .setPromptId(name)
                .setDecision(decision)
                .setMessages(List.of(Message.newBuilder().setContent("How much?").build()))
                .build();
    }

    private static void isAnsweredOrExpiredInTime(Answer answer) {
        assertThat(answer.getStatus()).isIn(AnswerStatus.ANSWERED, AnswerStatus.EXPIRED);
        assertThat(answer.getFinishedAt()).isBefore(START.plus(Duration.ofMinutes(30)));
    }

    private long count(AnswerStatus status) {
        return answers.stream().filter(answer -> answer.getStatus() == status).count();
    }

    private Instant lastAnswer() {
        return answers.stream().map(Answer::getFinishedAt).max(Instant::compareTo).orElseThrow();
    }
}
