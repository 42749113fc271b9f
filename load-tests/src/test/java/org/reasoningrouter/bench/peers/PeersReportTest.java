package org.reasoningrouter.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PeersReportTest {

    private static final Tuning TAKEN = new Tuning(2, 256, Duration.ofMillis(20), 8);
    private static final Tuning LOST = new Tuning(2, 256, Duration.ofMillis(100), 8);

    private final PeersReport report =
            new PeersReport(
                    "encoder",
                    Map.of(
                            Contender.PLAIN,
                            List.of(
                                    Trials.of(Contender.PLAIN, LOST, 50),
                                    Trials.of(Contender.PLAIN, TAKEN, 200))),
                    repeats());

    @Test
    void aRatioIsThatOfMediansAndItsRangeThatOfTurns() {
        assertThat(report.ratios())
                .containsEntry("ratioToPlain", 0.5)
                .containsEntry("ratioToPlainRange", List.of(0.4, 0.75));
    }

    @Test
    void aPersonReadsWhetherAGoalIsReached() {
        assertThat(report.sentences())
                .containsEntry(
                        "encoder, ours over plain loop",
                        "0.50, in turns of the same time 0.40 to 0.75, MISSES the goal of at least 0.95");
        assertThat(report.sentences().get("encoder, batches"))
                .asString()
                .startsWith("save nothing on this machine");
    }

    @Test
    void theRowsNameWhatASweepTookAndLost() {
        assertThat(report.rows())
                .extracting(row -> row.get("of the rounds"))
                .endsWith("sweep, lost", "sweep, taken");
        assertThat(report.rows()).hasSize(11);
        assertThat(report.rounds()).hasSize(11);
    }

    private static Map<Contender, List<Trial>> repeats() {
        var repeats = new EnumMap<Contender, List<Trial>>(Contender.class);
        repeats.put(Contender.OURS, trials(Contender.OURS, 100, 150, 80));
        repeats.put(Contender.PLAIN, trials(Contender.PLAIN, 200, 200, 200));
        repeats.put(Contender.NAIVE, trials(Contender.NAIVE, 100, 100, 100));
        return repeats;
    }

    private static List<Trial> trials(Contender contender, int... prompts) {
        return IntStream.of(prompts).mapToObj(it -> Trials.of(contender, TAKEN, it)).toList();
    }
}
