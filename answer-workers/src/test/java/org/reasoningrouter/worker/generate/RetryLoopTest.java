package org.reasoningrouter.worker.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.generate.Asked.Answered;
import org.reasoningrouter.worker.generate.Asked.OutOfTime;
import org.reasoningrouter.worker.generate.Asked.Stopped;
import org.reasoningrouter.worker.generate.Asked.Unanswered;
import org.reasoningrouter.worker.invoke.Calling;
import org.reasoningrouter.worker.invoke.Failure;
import org.reasoningrouter.worker.invoke.FakeModelServer;
import org.reasoningrouter.worker.invoke.LlmCall;
import org.reasoningrouter.worker.publish.WorkerMeters;

class RetryLoopTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final FakeTime time = new FakeTime();
    private final FakeModelServer server = new FakeModelServer();
    private final Backends backends =
            new Backends(List.of(FakeBackends.backend("llm", server, Aimd.fixed(4))));

    @Test
    void aFailureThatMayPassIsAskedAgainUnderANewCallId() {
        server.thenFails(Failure.OVERLOADED).thenFails(Failure.FIRST_TOKEN_TIMEOUT);

        var asked = ask(Route.FAST, false);

        assertThat(asked).isInstanceOf(Answered.class);
        assertThat(asked.attempts())
                .extracting(Attempt::getOutcome)
                .containsExactly("overloaded", "first_token_timeout", "answered");
        assertThat(server.calls).extracting(LlmCall::callId).doesNotHaveDuplicates();
        assertThat(time.pauses).containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1));
    }

    @Test
    void attemptsEnd() {
        server.thenFails(Failure.OVERLOADED)
                .thenFails(Failure.OVERLOADED)
                .thenFails(Failure.OVERLOADED);

        assertThat(ask(Route.FAST, false))
                .isInstanceOfSatisfying(
                        Unanswered.class,
                        end -> assertThat(end.failure()).isEqualTo("no_attempt_left"));
        assertThat(server.calls).hasSize(3);
    }

    @Test
    void aServerThatIsNotThereIsTriedUntilTheTimeIsUp() {
        for (var i = 0; i < 100; i++) {
            server.thenFails(Failure.UNCONNECTED);
        }

        assertThat(ask(Route.FAST, false)).isInstanceOf(OutOfTime.class);
        assertThat(time.instant()).isAfter(Calling.START.plusSeconds(50));
        assertThat(server.calls).hasSizeBetween(5, 12);
    }

    @Test
    void aRefusalIsTheAnswersFailure() {
        server.thenFails(Failure.REFUSED);

        assertThat(ask(Route.THINKING, true))
                .isInstanceOfSatisfying(
                        Unanswered.class, end -> assertThat(end.failure()).isEqualTo("refused"));
        assertThat(server.calls).hasSize(1);
    }

    @Test
    void thinkingThatFailedIsAskedOnceWithoutThinking() {
        server.thenFails(Failure.EMPTY);

        assertThat(ask(Route.THINKING, true))
                .isInstanceOfSatisfying(
                        Answered.class,
                        end -> {
                            assertThat(end.degraded()).isTrue();
                            assertThat(end.attempts()).hasSize(2);
                        });
        assertThat(server.calls)
                .extracting(LlmCall::route)
                .containsExactly(Route.THINKING, Route.FAST);
    }

    @Test
    void withoutTheSettingNothingIsDegraded() {
        server.thenFails(Failure.EMPTY);

        assertThat(ask(Route.THINKING, false)).isInstanceOf(Unanswered.class);
        assertThat(server.calls).hasSize(1);
    }

    @Test
    void aStopEndsTheWaitForTheNextCall() {
        server.thenFails(Failure.OVERLOADED);
        time.stop();

        assertThat(ask(Route.FAST, false)).isInstanceOf(Stopped.class);
        assertThat(server.calls).hasSize(1);
    }

    @Test
    void aCallThatTheStopCutOffIsNoFailure() {
        server.thenFails(Failure.CANCELLED);

        assertThat(ask(Route.THINKING, true)).isInstanceOf(Stopped.class);
    }

    private Asked ask(Route route, boolean fallbackToFast) {
        var policy = new RetryPolicy(3, Duration.ofMillis(500), Duration.ofSeconds(8));
        var meters = new WorkerMeters(new SimpleMeterRegistry(), route);
        var means = new RetryLoop.Means(time, time, () -> 0, meters);
        var loop = new RetryLoop(backends, policy, new Hedges(0), fallbackToFast, means);
        return loop.ask(Calling.ask(), route, Calling.START.plus(MINUTE));
    }
}
