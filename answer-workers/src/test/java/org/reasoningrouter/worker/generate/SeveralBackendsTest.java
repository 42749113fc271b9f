package org.reasoningrouter.worker.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.reasoningrouter.worker.invoke.Calling.START;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
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
import org.reasoningrouter.worker.invoke.ModelServer;
import org.reasoningrouter.worker.publish.WorkerMeters;

/// What the retry loop makes of more than one server.
class SeveralBackendsTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final EnumSet<Route> BOTH = EnumSet.allOf(Route.class);

    private final FakeTime time = new FakeTime();
    private final FakeModelServer first = new FakeModelServer();
    private final FakeModelServer second = new FakeModelServer();
    private final Hedges hedges = new Hedges(Hedges.MOST);
    private List<Backend> backends =
            List.of(backend(BOTH, "first", first, 4), backend(BOTH, "second", second, 4));

    @Test
    void theFirstIsAskedWhileItCanBe() {
        ask(Route.FAST, false);
        ask(Route.FAST, false);

        assertThat(first.calls).hasSize(2);
        assertThat(second.calls).isEmpty();
    }

    @Test
    void afterAFailureAnotherIsAskedAtOnce() {
        first.thenFails(Failure.BROKEN);

        var asked = ask(Route.FAST, false);

        assertThat(asked).isInstanceOf(Answered.class);
        assertThat(asked.attempts())
                .extracting(Attempt::getOutcome)
                .containsExactly("unreachable", "answered");
        assertThat(second.calls).hasSize(1);
        assertThat(time.pauses).isEmpty();
    }

    @Test
    void aStreamThatBrokeIsAskedForAgainWhole() {
        first.then(_ -> Calling.failedMidStream(Failure.BROKEN));

        assertThat(ask(Route.THINKING, false)).isInstanceOf(Answered.class);
        assertThat(second.calls)
                .extracting(LlmCall::turn)
                .containsExactly(first.calls.getFirst().turn());
    }

    @Test
    void onlyWhenAllHaveFailedThereIsAPauseAndTheFirstIsAskedAgain() {
        first.thenFails(Failure.BROKEN);
        second.thenFails(Failure.OVERLOADED);

        assertThat(ask(Route.FAST, false)).isInstanceOf(Answered.class);
        assertThat(first.calls).hasSize(2);
        assertThat(second.calls).hasSize(1);
        assertThat(time.pauses).containsExactly(Duration.ofSeconds(1));
    }

    @Test
    void whatOneServerDeniesAnotherIsAskedAtOnce() {
        first.thenFails(Failure.DENIED);

        assertThat(ask(Route.FAST, false)).isInstanceOf(Answered.class);
        assertThat(second.calls).hasSize(1);
        assertThat(time.pauses).isEmpty();
    }

    @Test
    void whatAllServersDenyIsRefused() {
        first.thenFails(Failure.DENIED);
        second.thenFails(Failure.DENIED);

        assertThat(ask(Route.FAST, false))
                .isInstanceOfSatisfying(
                        Unanswered.class, end -> assertThat(end.failure()).isEqualTo("refused"));
        assertThat(first.calls).hasSize(1);
        assertThat(second.calls).hasSize(1);
    }

    @Test
    void aServerThatDeniesEverythingIsLeftAlone() {
        for (var i = 0; i < FakeBackends.FAILURES; i++) {
            first.thenFails(Failure.DENIED);
            ask(Route.FAST, false);
        }

        ask(Route.FAST, false);

        assertThat(first.calls).hasSize(FakeBackends.FAILURES);
    }

    @Test
    void attemptsAreCountedOverAllServers() {
        first.thenFails(Failure.BROKEN).thenFails(Failure.BROKEN);
        second.thenFails(Failure.BROKEN);

        assertThat(ask(Route.FAST, false)).isInstanceOf(Unanswered.class);
    }

    @Test
    void aServerThatAskedToBeLeftAloneIsPassedOverByEveryAsk() {
        first.then(_ -> Calling.rateLimited(Duration.ofSeconds(3)));
        ask(Route.FAST, false);
        ask(Route.FAST, false);

        assertThat(first.calls).hasSize(1);
        assertThat(second.calls).hasSize(2);

        time.pause(Duration.ofSeconds(3));
        ask(Route.FAST, false);
        assertThat(first.calls).hasSize(2);
    }

    @Test
    void aServerWhoseBreakerIsOpenIsPassedOver() {
        for (var i = 0; i < FakeBackends.FAILURES; i++) {
            first.thenFails(Failure.UNCONNECTED);
            ask(Route.FAST, false);
        }
        ask(Route.FAST, false);

        assertThat(first.calls).hasSize(FakeBackends.FAILURES);
        assertThat(second.calls).hasSize(FakeBackends.FAILURES + 1);
    }

    @Test
    void aServerThatIsFullIsPassedOver() {
        var full = backend(BOTH, "first", first, 1);
        backends = List.of(full, backends.getLast());
        assertThat(full.admit(Route.FAST, START)).isPresent();

        ask(Route.FAST, false);

        assertThat(first.calls).isEmpty();
        assertThat(second.calls).hasSize(1);
    }

    @Test
    void theLimitOfOneRouteLeavesTheOtherAlone() {
        var full = backend(BOTH, "first", first, 1);
        backends = List.of(full, backends.getLast());
        assertThat(full.admit(Route.FAST, START)).isPresent();

        ask(Route.THINKING, false);

        assertThat(first.calls).hasSize(1);
    }

    @Test
    void whileAllAreFullAnAskWaitsWithinItsTime() {
        var full = backend(BOTH, "first", first, 1);
        backends = List.of(full);
        assertThat(full.admit(Route.FAST, START)).isPresent();

        assertThat(ask(Route.FAST, false)).isInstanceOf(OutOfTime.class);
        assertThat(time.instant()).isEqualTo(START.plus(MINUTE));
        assertThat(first.calls).isEmpty();
    }

    @Test
    void aStopEndsTheWaitForAPlace() {
        var full = backend(BOTH, "first", first, 1);
        backends = List.of(full);
        assertThat(full.admit(Route.FAST, START)).isPresent();
        time.stop();

        assertThat(ask(Route.FAST, false)).isInstanceOf(Stopped.class);
    }

    @Test
    void aServerIsAskedOnlyForItsRoutes() {
        backends = List.of(backend(EnumSet.of(Route.FAST), "first", first, 4), backends.getLast());

        ask(Route.THINKING, false);

        assertThat(first.calls).isEmpty();
        assertThat(second.calls).hasSize(1);
    }

    @Test
    void anotherServerThinksBeforeTheThinkingIsGivenUp() {
        first.thenFails(Failure.BROKEN);

        assertThat(ask(Route.THINKING, true))
                .isInstanceOfSatisfying(
                        Answered.class, end -> assertThat(end.degraded()).isFalse());
        assertThat(second.calls).extracting(LlmCall::route).containsExactly(Route.THINKING);
    }

    @Test
    void withoutAServerThatThinksAnAskGoesFastAfterHalfOfItsTime() {
        for (var i = 0; i < 100; i++) {
            first.thenFails(Failure.UNCONNECTED);
        }
        backends =
                List.of(
                        backend(EnumSet.of(Route.THINKING), "first", first, 4),
                        backend(EnumSet.of(Route.FAST), "second", second, 4));

        assertThat(ask(Route.THINKING, true))
                .isInstanceOfSatisfying(Answered.class, end -> assertThat(end.degraded()).isTrue());
        assertThat(second.calls).extracting(LlmCall::route).containsExactly(Route.FAST);
        assertThat(time.instant())
                .isBetween(START.plusSeconds(30), START.plusSeconds(30).plus(FakeBackends.PAUSE));
    }

    @Test
    void allAreClosedUntilTheFirstOfThemOpens() {
        first.then(_ -> Calling.rateLimited(Duration.ofSeconds(3)));
        second.then(_ -> Calling.rateLimited(Duration.ofSeconds(2)));
        time.stop();
        ask(Route.FAST, false);

        var all = new Backends(backends);
        assertThat(all.closedFor(Route.FAST, START)).isEqualTo(Duration.ofSeconds(2));
        assertThat(all.closedFor(Route.FAST, START.plusSeconds(2))).isZero();
    }

    @Test
    void aSilentServerIsHedgedByTheOther() {
        earnAHedge();
        backends = List.of(backend(BOTH, "first", FakeSlowServer.silent(), 4), backends.getLast());

        var asked = ask(Route.FAST, false);

        assertThat(asked).isInstanceOf(Answered.class);
        assertThat(asked.attempts())
                .extracting(Attempt::getPurpose)
                .containsExactly("answer", "hedge");
        assertThat(second.calls).hasSize(1);
        assertThat(hedges.spend()).isFalse();
    }

    @Test
    void theOnlyServerIsHedgedByItself() {
        earnAHedge();
        var silent = FakeSlowServer.silent();
        var isFirst = new AtomicBoolean(true);
        ModelServer silentOnce =
                (call, until, firstToken) ->
                        isFirst.getAndSet(false)
                                ? silent.generate(call, until, firstToken)
                                : first.generate(call, until, firstToken);
        backends = List.of(backend(BOTH, "first", silentOnce, 4));

        assertThat(ask(Route.FAST, false)).isInstanceOf(Answered.class);
        assertThat(first.calls).hasSize(1);
    }

    @Test
    void withoutAPlaceForItAHedgeIsSaved() {
        earnAHedge();
        var token = new CountDownLatch(1);
        backends = List.of(backend(BOTH, "first", FakeSlowServer.answeringAfter(token), 1));
        token.countDown();

        assertThat(ask(Route.FAST, false).attempts()).hasSize(1);
        assertThat(hedges.spend()).isTrue();
    }

    @Test
    void thinkingIsNeverHedged() {
        earnAHedge();
        var threads = new ArrayList<Thread>();
        backends =
                List.of(
                        backend(
                                BOTH,
                                "first",
                                (call, until, firstToken) -> {
                                    threads.add(Thread.currentThread());
                                    return first.generate(call, until, firstToken);
                                },
                                4));

        ask(Route.THINKING, false);

        assertThat(threads).containsExactly(Thread.currentThread());
    }

    private void earnAHedge() {
        for (var i = 0; i < 20; i++) {
            hedges.ended(List.of(Calling.generated(Calling.call(Route.FAST), "yes").attempt()));
        }
    }

    private static Backend backend(
            EnumSet<Route> routes, String name, ModelServer server, int most) {
        return FakeBackends.serving(routes, name, server, Aimd.fixed(most));
    }

    private Asked ask(Route route, boolean fallbackToFast) {
        var policy = new RetryPolicy(3, Duration.ofMillis(500), Duration.ofSeconds(8));
        var meters = new WorkerMeters(new SimpleMeterRegistry(), route);
        var means = new RetryLoop.Means(time, time, () -> 0, meters);
        var loop = new RetryLoop(new Backends(backends), policy, hedges, fallbackToFast, means);
        return loop.ask(Calling.ask(), route, time.instant().plus(MINUTE));
    }
}
