package org.reasoningrouter.router.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.reasoningrouter.router.LedgerSamples.START;
import static org.reasoningrouter.router.LedgerSamples.answer;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.LaneBacklog;

class LaneLoadTest {

    @Test
    void answersOfTheLastMinuteAreToldWithTheirTimes() {
        var load = LaneLoad.none().opened(START).opened(START).closed();
        load = load.answered(answer("p", "c").build(), START.plusSeconds(2));
        load = load.closed().answered(answer("q", "d").build(), START.plusSeconds(40));

        var soon = report(load, START.plusSeconds(41));
        assertThat(soon.getPending()).isZero();
        assertThat(soon.getAnswered()).isEqualTo(2);
        assertThat(soon.getWaitedMicros()).isEqualTo(2 * 980_000);
        assertThat(soon.getServedMicros()).isEqualTo(2 * 810_000);

        assertThat(report(load, START.plusSeconds(75)).getAnswered()).isEqualTo(1);
        assertThat(load.isIdle(START.plusSeconds(75))).isFalse();
        assertThat(load.isIdle(START.plus(Duration.ofMinutes(2)))).isTrue();
    }

    @Test
    void itIsQuietSinceTheLastAnswerWhileSomethingIsPending() {
        var load = LaneLoad.none().opened(START).opened(START.plusSeconds(5));
        assertThat(report(load, START).getQuietSince()).contains(START);

        load = load.closed().answered(answer("p", "c").build(), START.plusSeconds(9));
        assertThat(report(load, START).getQuietSince()).contains(START.plusSeconds(9));

        assertThat(report(load.closed(), START).getQuietSince()).isEmpty();
    }

    @Test
    void whatIsStoredIsReadAgain() {
        var load = LaneLoad.none().opened(START).opened(START).closed();
        load = load.answered(answer("p", "c").build(), START.plusSeconds(2));

        assertThat(LaneLoad.of(load.toBytes())).isEqualTo(load);
        assertThat(LaneLoad.of(LaneLoad.none().toBytes())).isEqualTo(LaneLoad.none());
    }

    private static LaneBacklog report(LaneLoad load, Instant at) {
        return load.report(Lane.BULK, 3, at);
    }
}
