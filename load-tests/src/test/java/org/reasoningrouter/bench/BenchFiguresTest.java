package org.reasoningrouter.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class BenchFiguresTest {

    @Test
    void aCourseIsItsMedianAndItsRange() {
        var columns = new LinkedHashMap<String, ToDoubleFunction<BenchRound>>();
        columns.put("prompts/s", BenchRound::perSecond);
        columns.put("ratio", _ -> Double.NaN);
        var figures = new BenchFigures(new LinkedHashMap<>(), columns);

        var rows = figures.rows(List.of(round(100, 0), round(400, 0), round(200, 0)));

        assertThat(rows)
                .extracting(row -> row.get("prompts/s"))
                .containsExactly(200.0, 100.0, 400.0);
        assertThat(rows).extracting(row -> row.get("ratio")).containsOnly("–");
    }

    @Test
    void ownCpuIsWhatTokeniserAndModelLeave() {
        var round = round(100, 0);

        assertThat(round.ownMicros()).isEqualTo(1_000.0);
        assertThat(round.encodeMicros()).isEqualTo(2_000.0);
        assertThat(round.scoreMicros()).isEqualTo(3_000.0);
        assertThat(round.work().paddingWaste()).isCloseTo(0.2, within(1e-9));
        assertThat(round.work().batchFill(10)).isEqualTo(0.5);
    }

    @Test
    void aNoisyNeighbourIsNamed() {
        assertThat(BenchFigures.noise(List.of(round(1, 100), round(1, 900)))).startsWith("NOISY");
        assertThat(BenchFigures.noise(List.of(round(1, 50)))).startsWith("quiet");
    }

    /// A second in which that many prompts took 6 ms each of the router's CPU, on two cores.
    private static BenchRound round(int prompts, long othersMs) {
        var work = new ModelWork(prompts * 2_000_000L, prompts * 3_000_000L, 20, 100, 80, 100, 0);
        var router = Duration.ofMillis(prompts * 6L);
        var cpu =
                new CpuTimes(
                        Duration.ZERO,
                        Duration.ZERO,
                        router,
                        Duration.ZERO,
                        router.plusMillis(othersMs),
                        Duration.ZERO,
                        Duration.ofSeconds(2));
        return new BenchRound(1_000_000_000, prompts, cpu, work);
    }
}
