package org.reasoningrouter.router.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.wire.RouteStats;
import org.reasoningrouter.wire.Window;

class TallyTest {

    private static final RouteStats ONE =
            RouteStats.newBuilder()
                    .setTenant("a|b")
                    .setRoute(Route.FAST)
                    .setWindow(Window.MINUTE)
                    .setStart(Instant.parse("2026-05-01T10:59:00Z"))
                    .setAnswered(1)
                    .setInputTokens(3)
                    .setCostNanos(5)
                    .setEndToEndSum(7)
                    .setEndToEndMax(7)
                    .build();

    @Test
    void sumsAddUpAndTheMaximumStays() {
        var sum =
                Tally.sum(
                        ONE,
                        RouteStats.newBuilder(ONE).setEndToEndSum(2).setEndToEndMax(2).build());

        assertThat(sum)
                .isEqualTo(
                        RouteStats.newBuilder(ONE)
                                .setAnswered(2)
                                .setInputTokens(6)
                                .setCostNanos(10)
                                .setEndToEndSum(9)
                                .build());
    }

    @Test
    void aMinuteBelongsToItsHour() {
        assertThat(Tally.keyOf(Tally.hourOf(ONE))).isEqualTo("a|b|FAST|HOUR|2026-05-01T10:00:00Z");
    }
}
