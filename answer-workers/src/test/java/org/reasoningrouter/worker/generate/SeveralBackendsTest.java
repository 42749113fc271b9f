package org.reasoningrouter.worker.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.reasoningrouter.worker.invoke.Calling.START;

import java.time.Duration;
import java.util.EnumSet;
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
import org.reasoningrouter.worker.invoke.LlmCall;

/// What the retry loop makes of more than one server.
class SeveralBackendsTest extends SeveralBackendsFixture {

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
}
