package org.reasoningrouter.bench.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.bench.BenchRound;
import org.reasoningrouter.bench.CpuTimes;
import org.reasoningrouter.bench.ModelWork;
import org.reasoningrouter.bench.ladder.SendSchedule.Spread;

class LadderTableTest {

    private static final String ADDED = "added p99";
    private static final SendSchedule SCHEDULE =
            SendSchedule.of(Spread.CONSTANT, 2_000, Duration.ofSeconds(1), 1);

    private final LadderTable table = new LadderTable();

    @Test
    void aRowIsTheMedianOfItsRepeatsAndTheirRange() {
        add(50, step(20, 0), step(60, 0), step(30, 0));

        var row = table.rows().getFirst();
        assertThat(row.get("p99")).isEqualTo(30.0);
        assertThat(row.get(ADDED)).isEqualTo(29.0);
        assertThat(row.get("lowest added p99")).isEqualTo(19.0);
        assertThat(row.get("highest added p99")).isEqualTo(59.0);
        assertThat(row.get("kept")).isEqualTo("3 of 3");
        assertThat(row.get("machine taken by the router %")).isEqualTo(50.0);
        assertThat(row.get("by this JVM %")).isEqualTo(25.0);
        assertThat(table.halfLoad())
                .containsExactly(
                        Map.entry(
                                "a model, at least once",
                                Map.of("median", 29.0, "lowest", 19.0, "highest", 59.0)));
    }

    /// Its latencies would be the sender's own.
    @Test
    void aRepeatWhoseSenderWasLateCountsInNoLatency() {
        add(50, step(20, 0), step(900, 11), step(30, 0));

        var row = table.rows().getFirst();
        assertThat(row.get(ADDED)).isEqualTo(24.0);
        assertThat(row.get("highest added p99")).isEqualTo(29.0);
        assertThat(row.get("kept")).isEqualTo("2 of 3");
        assertThat(table.thrownAway()).isOne();
    }

    @Test
    void whereNoRepeatWasKeptThereIsNoLatency() {
        add(50, step(20, 11), step(30, 12));

        var row = table.rows().getFirst();
        assertThat(List.of(row.get("p50"), row.get(ADDED), row.get("lowest added p99")))
                .containsOnly("–");
        assertThat(row.get("prompts/s")).isEqualTo(2_000.0);
        assertThat(table.halfLoad().values())
                .containsExactly(Map.of("median", "–", "lowest", "–", "highest", "–"));
    }

    @Test
    void onlyHalfLoadHasAGoal() {
        add(10, step(20, 0));

        assertThat(table.halfLoad()).isEmpty();
    }

    private void add(int load, LadderStep... repeats) {
        table.add("a model", LadderSetting.atLeastOnce(), load, List.of(repeats));
    }

    /// Every prompt took so long, a millisecond of it the model's.
    private static LadderStep step(int millis, int senderLateMillis) {
        var latencies = new Latencies(0, 0, SCHEDULE, Duration.ZERO);
        IntStream.range(0, SCHEDULE.prompts())
                .forEach(i ->
                        latencies.arrived(
                                i, SCHEDULE.dueNanos(i) + TimeUnit.MILLISECONDS.toNanos(millis)));
        var lateness = new Lateness();
        lateness.sent(0, TimeUnit.MILLISECONDS.toNanos(senderLateMillis));
        return new LadderStep(latencies, lateness, round(), true);
    }

    private static BenchRound round() {
        var prompts = SCHEDULE.prompts();
        var work = new ModelWork(0, 0, prompts, prompts, 0, 0, prompts * 1_000_000L);
        var cpu =
                new CpuTimes(
                        Duration.ofMillis(500),
                        Duration.ZERO,
                        Duration.ofSeconds(1),
                        Duration.ZERO,
                        Duration.ofMillis(1_500),
                        Duration.ZERO,
                        Duration.ofSeconds(2));
        return new BenchRound(TimeUnit.SECONDS.toNanos(1), prompts, cpu, work);
    }
}
