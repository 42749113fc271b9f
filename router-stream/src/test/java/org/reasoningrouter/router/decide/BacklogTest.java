package org.reasoningrouter.router.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.LaneBacklog;

class BacklogTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final List<BacklogRule> RULES =
            List.of(
                    new BacklogRule(
                            Optional.empty(), Duration.ofSeconds(60), Duration.ofSeconds(30), 0.2));

    private final Backlog backlog = new Backlog(true);

    @Test
    void theThresholdRisesAboveOneLimitAndFallsBelowTheOther() {
        assertThat(raiseAt(59)).isZero();
        assertThat(raiseAt(61)).isEqualTo(0.2);
        assertThat(raiseAt(31)).isEqualTo(0.2);
        assertThat(raiseAt(29)).isZero();
        assertThat(raiseAt(45)).isZero();
    }

    @Test
    void whatIsOlderThanHalfAMinuteRaisesNothing() {
        report(Lane.BULK, 0, 90);

        assertThat(backlog.raise(Lane.BULK, RULES, NOW.plusSeconds(30))).isEqualTo(0.2);
        assertThat(backlog.raise(Lane.BULK, RULES, NOW.plusSeconds(31))).isZero();
        assertThat(backlog.queued(Lane.BULK, NOW.plusSeconds(31))).isEmpty();
    }

    @Test
    void eachLaneHasItsOwnQueueAndARuleMayBeForOne() {
        report(Lane.BULK, 0, 90);
        var bulk = RULES.getFirst();
        var interactive =
                new BacklogRule(
                        Optional.of(Lane.INTERACTIVE), bulk.above(), bulk.below(), bulk.raise());

        assertThat(backlog.raise(Lane.INTERACTIVE, RULES, NOW)).isZero();
        assertThat(backlog.raise(Lane.BULK, List.of(interactive), NOW)).isZero();
        assertThat(backlog.raise(Lane.BULK, RULES, NOW)).isEqualTo(0.2);
        assertThat(backlog.raise(Lane.BULK)).isEqualTo(0.2);
    }

    @Test
    void nothingIsRaisedWhereItIsOff() {
        var off = new Backlog(false);
        off.take("k", waited(Lane.BULK, 0, 90));

        assertThat(off.raise(Lane.BULK, RULES, NOW)).isZero();
    }

    /// 40 a minute leave, 80 are there, and a worker takes 20 seconds: who comes now queues for
    /// 100.
    @Test
    void manyAnswersTellTheQueueByLittlesLaw() {
        backlog.take("k0", report(Lane.BULK, 0).setPending(50).setAnswered(25).build());
        backlog.take(
                "k1",
                report(Lane.BULK, 1)
                        .setPending(30)
                        .setAnswered(15)
                        .setServedMicros(800_000_000)
                        .build());

        assertThat(backlog.queued(Lane.BULK, NOW)).contains(Duration.ofSeconds(100));
    }

    @Test
    void aLaneThatAnswersNothingQueuesSinceItsLastAnswer() {
        var since = NOW.minusSeconds(70);
        backlog.take("k", report(Lane.BULK, 0).setPending(9).setQuietSince(since).build());
        assertThat(backlog.queued(Lane.BULK, NOW)).contains(Duration.ZERO);

        backlog.take("k", report(Lane.BULK, 0).setPending(10).setQuietSince(since).build());
        assertThat(backlog.queued(Lane.BULK, NOW)).contains(Duration.ofSeconds(70));
    }

    private double raiseAt(int seconds) {
        report(Lane.BULK, 0, seconds);
        return backlog.raise(Lane.BULK, RULES, NOW);
    }

    private void report(Lane lane, int partition, int seconds) {
        backlog.take("lane|" + partition, waited(lane, partition, seconds));
    }

    private static LaneBacklog waited(Lane lane, int partition, int seconds) {
        return report(lane, partition)
                .setPending(3)
                .setAnswered(2)
                .setWaitedMicros(seconds * 2_000_000L)
                .build();
    }

    private static LaneBacklog.Builder report(Lane lane, int partition) {
        return LaneBacklog.newBuilder()
                .setLane(lane)
                .setPartition(partition)
                .setAt(NOW)
                .setPending(0);
    }
}
