package org.reasoningrouter.worker.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.reasoningrouter.worker.invoke.Calling.START;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.generate.Breaker.State;
import org.reasoningrouter.worker.generate.Breaker.Ticket;
import org.reasoningrouter.worker.invoke.Calling;
import org.reasoningrouter.worker.invoke.Failure;
import org.reasoningrouter.worker.invoke.Generation;

class BreakerTest {

    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final Instant LATER = START.plus(PAUSE);

    private final Breaker breaker = new Breaker(2, PAUSE);

    @Test
    void opensAfterSoManyFailuresInARow() {
        report(Calling.failed(Failure.BROKEN));
        assertThat(breaker.closedFor(START)).isZero();

        report(Calling.failed(Failure.OVERLOADED));
        assertThat(breaker.admit(START)).isEmpty();
        assertThat(breaker.closedFor(START)).isEqualTo(PAUSE);
        assertThat(breaker.state(START)).isEqualTo(State.OPEN);
    }

    @Test
    void aFirstTokenBetweenThemKeepsItClosed() {
        report(Calling.failed(Failure.BROKEN));
        breaker.heard(ticket(START));
        report(Calling.failed(Failure.BROKEN));

        assertThat(breaker.closedFor(START)).isZero();
    }

    @Test
    void streamsThatBeganBeforeTheFailuresDoNotHideThem() {
        var old = ticket(START);
        breaker.heard(old);
        report(Calling.failed(Failure.UNCONNECTED));
        breaker.report(old, Calling.generated(Calling.call(Route.FAST), "yes"), START);
        report(Calling.failed(Failure.UNCONNECTED));

        assertThat(breaker.state(START)).isEqualTo(State.OPEN);
    }

    @Test
    void afterThePauseTheFirstTokenOfOneCallDecidesForAll() {
        open();
        var probe = ticket(LATER);

        assertThat(breaker.admit(LATER)).isEmpty();
        assertThat(breaker.closedFor(LATER)).isPositive();
        assertThat(breaker.state(LATER)).isEqualTo(State.PROBING);

        breaker.heard(probe);
        assertThat(breaker.admit(LATER)).isPresent();
        assertThat(breaker.state(LATER)).isEqualTo(State.CLOSED);
    }

    @Test
    void aFailedProbeOpensItAgain() {
        open();
        breaker.report(ticket(LATER), Calling.failed(Failure.UNCONNECTED), LATER);

        assertThat(breaker.closedFor(LATER)).isEqualTo(PAUSE);
    }

    @Test
    void aProbeThatWasCutOffLeavesRoomForAnother() {
        open();
        breaker.report(ticket(LATER), Calling.failed(Failure.CANCELLED), LATER);

        assertThat(ticket(LATER).probes()).isTrue();
    }

    @Test
    void aRefusedProbeShowsThatTheServerWorks() {
        open();
        breaker.report(ticket(LATER), Calling.failed(Failure.REFUSED), LATER);

        assertThat(breaker.state(LATER)).isEqualTo(State.CLOSED);
    }

    @Test
    void callsThatBeganBeforeItOpenedHaveNoSayWhileItProbes() {
        var slow = ticket(START);
        var slower = ticket(START);
        open();
        ticket(LATER);

        breaker.report(slow, Calling.failed(Failure.CANCELLED), LATER);
        assertThat(breaker.admit(LATER)).isEmpty();
        breaker.heard(slower);
        assertThat(breaker.admit(LATER)).isEmpty();
    }

    @Test
    void callsThatFailTogetherOpenItForOnePauseOnly() {
        var first = ticket(START);
        var second = ticket(START);
        var third = ticket(START);
        breaker.report(first, Calling.failed(Failure.BROKEN), START);
        breaker.report(second, Calling.failed(Failure.BROKEN), START);
        breaker.report(third, Calling.failed(Failure.BROKEN), START.plusSeconds(9));

        assertThat(breaker.closedFor(START.plusSeconds(9))).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void whatIsThePromptsFaultDoesNotOpenIt() {
        report(Calling.failed(Failure.REFUSED));
        report(Calling.failed(Failure.EMPTY));
        report(Calling.failedMidStream(Failure.BROKEN));
        report(Calling.failedMidStream(Failure.BROKEN));

        assertThat(breaker.closedFor(START)).isZero();
    }

    @Test
    void aServerThatAsksForItIsLeftAloneByAll() {
        report(Calling.rateLimited(Duration.ofSeconds(3)));
        assertThat(breaker.closedFor(START)).isEqualTo(Duration.ofSeconds(3));
        assertThat(breaker.admit(START)).isEmpty();
    }

    @Test
    void noServerIsLeftAloneForLongerThanThePause() {
        report(Calling.rateLimited(Duration.ofDays(1)));

        assertThat(breaker.closedFor(START)).isEqualTo(PAUSE);
    }

    private void open() {
        report(Calling.failed(Failure.BROKEN));
        report(Calling.failed(Failure.BROKEN));
    }

    private void report(Generation generation) {
        breaker.report(ticket(START), generation, START);
    }

    private Ticket ticket(Instant now) {
        return breaker.admit(now).orElseThrow();
    }
}
