package org.reasoningrouter.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArrivalScheduleTest {

    @TempDir Path dir;

    @Test
    void asFastAsPossibleIsAtOnce() throws IOException {
        assertThat(draw(Rate.parse("asap", 1, 1), 3)).containsOnly(Duration.ZERO);
    }

    @Test
    void aConstantRateIsEven() throws IOException {
        assertThat(draw(Rate.parse("4", 1, 1), 4))
                .extracting(Duration::toMillis)
                .containsExactly(0L, 250L, 500L, 750L);
    }

    @Test
    void aPoissonRateComesOutOnAverageAndDrawsTheSameTimesAgain() throws IOException {
        var times = draw(Rate.parse("poisson:50", 1, 7), 10_000);

        assertThat(times).isEqualTo(draw(Rate.parse("poisson:50", 1, 7), 10_000)).isSorted();
        assertThat(times).isNotEqualTo(draw(Rate.parse("poisson:50", 1, 8), 10_000));
        assertThat(times.getLast().toMillis()).isCloseTo(200_000, within(8_000L));
    }

    @Test
    void gapsOfAPoissonRateSpreadAsTheyShould() throws IOException {
        var times = draw(Rate.parse("poisson:1", 1, 3), 20_000);

        var longer = 0;
        for (var i = 1; i < times.size(); i++) {
            longer += times.get(i).minus(times.get(i - 1)).toMillis() > 1_000 ? 1 : 0;
        }

        assertThat(longer / 20_000.0).isCloseTo(Math.exp(-1), within(0.01));
    }

    @Test
    void recordedTimesAreDistancesFromTheFirst() throws IOException {
        var schedule = Rate.parse("recorded", 2, 1).schedule();

        assertThat(schedule.next(Optional.empty())).isZero();
        assertThat(schedule.next(at(1_000))).isZero();
        assertThat(schedule.next(at(3_000))).hasSeconds(1);
        assertThat(schedule.next(at(2_000))).hasSeconds(1);
        assertThat(schedule.next(Optional.empty())).hasSeconds(1);
        assertThat(schedule.next(at(5_000))).hasSeconds(2);
    }

    @Test
    void aTraceBeginsAgainAtItsEnd() throws IOException {
        var file =
                Files.writeString(
                        dir.resolve("trace.csv"),
                        """
                        TIMESTAMP,ContextTokens
                        2023-11-16 18:17:03.9799600,4808
                        2023-11-16 18:17:04.4799600,110
                        2023-11-16 18:17:05.9799600,7433
                        """);

        assertThat(draw(Rate.parse("trace:" + file, 1, 1), 7))
                .extracting(Duration::toMillis)
                .containsExactly(0L, 500L, 2_000L, 3_000L, 3_500L, 5_000L, 6_000L);
    }

    @Test
    void aTraceWithoutTimesSaysSo() throws IOException {
        var empty = Files.writeString(dir.resolve("empty.csv"), "TIMESTAMP\n");
        var words = Files.writeString(dir.resolve("words.csv"), "TIMESTAMP\nsoon\n");

        assertThatThrownBy(() -> draw(Rate.parse("trace:" + empty, 1, 1), 1))
                .hasMessageEndingWith("has no times");
        assertThatThrownBy(() -> draw(Rate.parse("trace:" + words, 1, 1), 1))
                .hasMessageEndingWith("row 1 does not begin with a time");
    }

    @Test
    void whatIsNoRateIsRefused() {
        for (var text : List.of("", "fast", "0", "-1", "poisson:", "poisson:0", "trace:", "NaN")) {
            assertThatIllegalArgumentException().as(text).isThrownBy(() -> Rate.parse(text, 1, 1));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Rate.parse("recorded", 0, 1));
    }

    private static Optional<Instant> at(long millis) {
        return Optional.of(Instant.ofEpochMilli(millis));
    }

    private static List<Duration> draw(Rate rate, int count) throws IOException {
        var times = new ArrayList<Duration>();
        try (var schedule = rate.schedule()) {
            for (var i = 0; i < count; i++) {
                times.add(schedule.next(Optional.empty()));
            }
        }
        return times;
    }
}
