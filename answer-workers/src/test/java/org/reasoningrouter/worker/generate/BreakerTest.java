package org.reasoningrouter.worker.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.reasoningrouter.worker.invoke.Calling.START;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.generate.Breaker.State;
import org.reasoningrouter.worker.invoke.Calling;
import org.reasoningrouter.worker.invoke.Failure;

class BreakerTest {

    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final Breaker breaker = new Breaker(2, PAUSE);

    @Test
    void opensAfterSoManyFailuresInARow() {
        breaker.report(Calling.failed(Failure.BROKEN), START);
        assertThat(breaker.admit(START)).isZero();

        breaker.report(Calling.failed(Failure.OVERLOADED), START);
        assertThat(breaker.admit(START)).isEqualTo(PAUSE);
        assertThat(breaker.state(START)).isEqualTo(State.OPEN);
    }

    @Test
    void anAnswerBetweenThemKeepsItClosed() {
        breaker.report(Calling.failed(Failure.BROKEN), START);
        breaker.report(Calling.generated(Calling.call(Route.FAST), "yes"), START);
        breaker.report(Calling.failed(Failure.BROKEN), START);

        assertThat(breaker.admit(START)).isZero();
    }

    @Test
    void afterThePauseOneCallDecidesForAll() {
        open();
        var later = START.plus(PAUSE);

        assertThat(breaker.admit(later)).isZero();
        assertThat(breaker.admit(later)).isPositive();

        breaker.report(Calling.generated(Calling.call(Route.FAST), "yes"), later);
        assertThat(breaker.admit(later)).isZero();
        assertThat(breaker.state(later)).isEqualTo(State.CLOSED);
    }

    @Test
    void aFailedProbeOpensItAgain() {
        open();
        var later = START.plus(PAUSE);
        assertThat(breaker.admit(later)).isZero();
        breaker.report(Calling.failed(Failure.UNCONNECTED), later);

        assertThat(breaker.closedFor(later)).isEqualTo(PAUSE);
    }

    @Test
    void aProbeThatWasCutOffLeavesRoomForAnother() {
        open();
        var later = START.plus(PAUSE);
        assertThat(breaker.admit(later)).isZero();
        breaker.report(Calling.failed(Failure.CANCELLED), later);

        assertThat(breaker.admit(later)).isZero();
    }

    @Test
    void whatIsThePromptsFaultDoesNotOpenIt() {
        breaker.report(Calling.failed(Failure.REFUSED), START);
        breaker.report(Calling.failed(Failure.EMPTY), START);
        breaker.report(Calling.failedMidStream(Failure.BROKEN), START);

        assertThat(breaker.admit(START)).isZero();
    }

    @Test
    void aServerThatAsksForItIsLeftAloneByAll() {
        breaker.report(Calling.rateLimited(Duration.ofSeconds(3)), START);
        assertThat(breaker.closedFor(START)).isEqualTo(Duration.ofSeconds(3));

        breaker.report(Calling.rateLimited(Duration.ofDays(1)), START);
        assertThat(breaker.closedFor(START)).isEqualTo(PAUSE);
    }

    private void open() {
        breaker.report(Calling.failed(Failure.BROKEN), START);
        breaker.report(Calling.failed(Failure.BROKEN), START);
    }
}
