package org.reasoningrouter.router.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.router.decide.Calibrated;
import org.reasoningrouter.router.decide.Learning;
import org.reasoningrouter.router.decide.Rate;
import org.reasoningrouter.router.decide.RoutingPolicy;
import org.reasoningrouter.router.decide.RoutingPolicy.Band;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.wire.Status;
import org.reasoningrouter.wire.ThinkingEnd;

class OutcomeWatchTest {

    private static final int WINDOW = 2_000;

    private final SplittableRandom random = new SplittableRandom(11);
    private Optional<RoutingPolicy> inForce = Optional.of(policy("one"));
    private final OutcomeWatch watch = new OutcomeWatch(() -> inForce, WINDOW);

    @Test
    void whereNothingChangedNoMoreThanOneWindowInAThousandRaisesAnAlarm() {
        var alarms = 0;

        for (var window = 0; window < 1_000; window++) {
            end("one", 0.1, 0.01);
            alarms += watch.isOftener(Rate.CUT) || watch.isOftener(Rate.FAILED) ? 1 : 0;
        }

        assertThat(alarms).isLessThanOrEqualTo(2);
    }

    @Test
    void thoughtsThatAreCutOftenerRaiseAnAlarmUntilAWholeWindowIsBack() {
        end("one", 0.3, 0.01);
        assertThat(watch.isOftener(Rate.CUT)).isTrue();
        assertThat(watch.more(Rate.CUT)).isCloseTo(0.2, within(0.03));
        assertThat(watch.isOftener(Rate.FAILED)).isFalse();

        end("one", 0.1, 0.01);
        assertThat(watch.isOftener(Rate.CUT)).isFalse();
    }

    @Test
    void failuresThatComeOftenerRaiseAnAlarmAndFewerNone() {
        end("one", 0.0, 0.2);

        assertThat(watch.isOftener(Rate.FAILED)).isTrue();
        assertThat(watch.isOftener(Rate.CUT)).isFalse();
    }

    @Test
    void onlyPromptsThatThePolicyInForceDecidedCount() {
        end("one", 0.3, 0.01);
        inForce = Optional.of(policy("two"));
        end("one", 0.1, 0.01);
        assertThat(watch.isOftener(Rate.CUT)).isFalse();

        end("two", 0.3, 0.01);
        assertThat(watch.isOftener(Rate.CUT)).isTrue();
        end("one", 0.1, 0.01);
        end("", 0.1, 0.01);
        assertThat(watch.isOftener(Rate.CUT)).isTrue();
    }

    @Test
    void whatCalibrationDidNotCountIsNotWatched() {
        inForce = Optional.empty();

        end("one", 1, 1);

        assertThat(watch.more(Rate.CUT)).isNaN();
        assertThat(watch.isOftener(Rate.FAILED)).isFalse();
    }

    /// A window of prompts that think, of which so many are cut and so many fail.
    private void end(String policy, double cut, double failed) {
        for (var i = 0; i < WINDOW; i++) {
            watch.ended(
                    policy,
                    random.nextDouble() < failed ? Status.FAILED : Status.ANSWERED,
                    random.nextDouble() < cut ? ThinkingEnd.FORCED : ThinkingEnd.MODEL);
        }
    }

    private static RoutingPolicy policy(String version) {
        var budgets = List.of(new Band(0, 1024));
        var calibrated =
                new Calibrated(
                        "m",
                        "max-cost",
                        1,
                        0.95,
                        1_000,
                        "sha256:" + "0".repeat(64),
                        List.of(0.0, 1.0),
                        Map.of(Rate.CUT, 0.1, Rate.FAILED, 0.01));
        return new RoutingPolicy(version, 0.5, Route.FAST, 100, budgets, true, Learning.OFF)
                .calibrated(version, 0.5, List.of(), Optional.empty(), calibrated);
    }
}
