package org.reasoningrouter.worker.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.worker.generate.ConcurrencyLimit.Place;

class ConcurrencyLimitTest {

    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration LATE = Duration.ofSeconds(9);

    private final ConcurrencyLimit limit =
            new ConcurrencyLimit(new Aimd(1, 10, Duration.ofSeconds(5), 1000));

    @Test
    void startsAtTheMostAndGivesNoPlaceMore() {
        enter(10);

        assertThat(limit.enter()).isEmpty();
        assertThat(limit.isFull()).isTrue();

        limit.leave();
        assertThat(limit.enter()).isPresent();
    }

    @Test
    void lateFirstTokensLowerIt() {
        enter(10).forEach(place -> limit.heard(place, LATE, 0));

        assertThat(limit.limit()).isEqualTo(8);
        assertThat(limit.inFlight()).isEqualTo(10);
    }

    @Test
    void callsThatWereTurnedAwayTogetherLowerItOnce() {
        enter(10).forEach(limit::overloaded);

        assertThat(limit.limit()).isEqualTo(8);
    }

    @Test
    void itGrowsBackByOneForEachTimeItWasFullAndQuick() {
        enter(10).forEach(limit::overloaded);
        leave(10);
        quick(8);
        assertThat(limit.limit()).isEqualTo(8);
        quick(8);

        assertThat(limit.limit()).isEqualTo(9);
    }

    @Test
    void itNeverFallsBelowOne() {
        IntStream.range(0, 20)
                .forEach(_ -> {
                    limit.overloaded(limit.enter().orElseThrow());
                    limit.leave();
                });

        assertThat(limit.limit()).isEqualTo(1);
        assertThat(limit.enter()).isPresent();
    }

    private void quick(int calls) {
        enter(calls).forEach(place -> limit.heard(place, SOON, 0));
        leave(calls);
    }

    private List<Place> enter(int calls) {
        return IntStream.range(0, calls).mapToObj(_ -> limit.enter().orElseThrow()).toList();
    }

    private void leave(int calls) {
        IntStream.range(0, calls).forEach(_ -> limit.leave());
    }
}
