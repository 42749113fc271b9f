package org.reasoningrouter.worker.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.reasoningrouter.worker.invoke.Calling.START;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.invoke.Calling;
import org.reasoningrouter.worker.invoke.Failure;

class HedgesTest {

    private final Hedges hedges = new Hedges(0.05);

    @Test
    void oneInTwentyIsEarned() {
        tries(19);
        assertThat(hedges.spend()).isFalse();
        tries(1);

        assertThat(hedges.spend()).isTrue();
        assertThat(hedges.spend()).isFalse();
    }

    @Test
    void fewAreSavedUp() {
        tries(1000);

        assertThat(List.of(hedges.spend(), hedges.spend(), hedges.spend(), hedges.spend()))
                .containsExactly(true, true, true, false);
    }

    @Test
    void theDelayIsWhat95Of100FirstTokensCameWithin() {
        for (var i = 1; i <= 100; i++) {
            hedges.ended(List.of(heardAfter(Duration.ofMillis(i))));
        }

        assertThat(hedges.delay()).contains(Duration.ofMillis(95));
    }

    @Test
    void onlyTheLatestFirstTokensCount() {
        tries(200);
        for (var i = 0; i < 200; i++) {
            hedges.ended(List.of(heardAfter(Duration.ofSeconds(7))));
        }

        assertThat(hedges.delay()).contains(Duration.ofSeconds(7));
    }

    @Test
    void aCallThatWasCutOffCountsForTheTimeItHadTaken() {
        for (var i = 0; i < 20; i++) {
            hedges.ended(List.of(cutOffAfter(Duration.ofSeconds(3))));
        }

        assertThat(hedges.delay()).contains(Duration.ofSeconds(3));
    }

    @Test
    void withoutAShareNothingIsEverHedged() {
        var none = new Hedges(0);
        for (var i = 0; i < 1000; i++) {
            none.ended(List.of(heardAfter(Duration.ofMillis(1))));
        }

        assertThat(none.delay()).isEmpty();
        assertThat(none.spend()).isFalse();
    }

    @Test
    void moreThanATwentiethIsRefused() {
        assertThatThrownBy(() -> new Hedges(0.051))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("from 0 to 0.05: 0.051");
    }

    private void tries(int count) {
        for (var i = 0; i < count; i++) {
            hedges.ended(List.of(heardAfter(Duration.ofMillis(10))));
        }
    }

    private static Attempt heardAfter(Duration time) {
        var attempt = Calling.generated(Calling.call(Route.FAST), "yes").attempt();
        return Attempt.newBuilder(attempt).setFirstTokenAt(START.plus(time)).build();
    }

    private static Attempt cutOffAfter(Duration time) {
        var attempt = Calling.failed(Failure.CANCELLED).attempt();
        return Attempt.newBuilder(attempt).setEndedAt(START.plus(time)).build();
    }
}
