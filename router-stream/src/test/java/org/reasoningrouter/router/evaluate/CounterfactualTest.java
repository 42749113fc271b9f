package org.reasoningrouter.router.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reasoningrouter.router.decide.Learning;
import org.reasoningrouter.router.decide.RoutingPolicy;
import org.reasoningrouter.router.decide.RoutingPolicy.Band;
import org.reasoningrouter.wire.Route;

class CounterfactualTest {

    private static final int LOGS = 1_000;
    private static final double LOGGED_THRESHOLD = 0.5;

    /// The truth is an integral: scores are even from 0 to 1.
    @ParameterizedTest
    @CsvSource({"2000, 0.02, 0.3", "2000, 0.1, 0.2", "1500, 0.05, 0.0", "1000, 0.05, 0.8"})
    void theIntervalsHoldTheTruthInNineteenOfTwentyLogs(int rows, double explored, double at) {
        var policy = policy(at);
        var truth = truth(at);
        var random = new SplittableRandom(rows);
        var ips = 0;
        var snips = 0;
        var doublyRobust = 0;

        for (var log = 0; log < LOGS; log++) {
            var found = Counterfactual.of(log(rows, explored, random), policy);
            ips += holds(found.ips(), truth);
            snips += holds(found.snips(), truth);
            doublyRobust += holds(found.doublyRobust(), truth);
        }

        assertThat(List.of(ips, snips, doublyRobust)).allMatch(covered -> covered >= 940);
    }

    @Test
    void thePolicyThatLoggedIsWorthWhatWasLogged() {
        var log = new ArrayList<LoggedDecision>();
        for (var i = 0; i < 100; i++) {
            log.add(decision(i, i / 100.0, i < 50 ? Route.FAST : Route.THINKING, 1, i % 4 == 0));
        }

        var found = Counterfactual.of(log, policy(LOGGED_THRESHOLD));

        assertThat(found.ips().value()).isCloseTo(0.25, within(1e-9));
        assertThat(found.snips().value()).isCloseTo(0.25, within(1e-9));
        assertThat(found.doublyRobust().value()).isCloseTo(0.25, within(1e-9));
        assertThat(found.effective()).isCloseTo(100, within(1e-9));
    }

    @Test
    void aShadowIsWorthWhatItsPolicyIsAndRowsWithoutItAreLeftOut() {
        var log = log(500, 0.1, new SplittableRandom(3));
        var shadowed = new ArrayList<LoggedDecision>();
        for (var row : log) {
            shadowed.add(withShadow(row, row.score() >= 0.7 ? Route.THINKING : Route.FAST));
        }
        shadowed.add(decision(1, 0.9, Route.FAST, 0.1, true));

        assertThat(Counterfactual.ofShadow(shadowed))
                .isEqualTo(Counterfactual.of(log, policy(0.7)));
        assertThatThrownBy(() -> Counterfactual.ofShadow(log))
                .hasMessage("a log of 0 decisions says nothing: give two or more");
    }

    private static LoggedDecision withShadow(LoggedDecision row, Route shadow) {
        return new LoggedDecision(
                row.id(),
                row.asker(),
                row.score(),
                row.route(),
                row.propensity(),
                row.reward(),
                Optional.of(shadow));
    }

    @Test
    void aLogWithoutExplorationTellsNothingOfAnotherRoute() {
        var log =
                List.of(
                        decision(1, 0.4, Route.FAST, 1, true),
                        decision(2, 0.9, Route.THINKING, 1, true));

        assertThatThrownBy(() -> Counterfactual.of(log, policy(0.3)))
                .hasMessage(
                        "1 of 2 decisions had propensity 1 where the policy may take the other"
                                + " route: only a log with exploration can tell what that brings");
    }

    private static List<LoggedDecision> log(int rows, double explored, SplittableRandom random) {
        var log = new ArrayList<LoggedDecision>();
        for (var i = 0; i < rows; i++) {
            var score = random.nextDouble();
            var explores = random.nextDouble() < explored;
            var thinks = (score >= LOGGED_THRESHOLD) != explores;
            var route = thinks ? Route.THINKING : Route.FAST;
            log.add(
                    decision(
                            i,
                            score,
                            route,
                            explores ? explored : 1 - explored,
                            random.nextDouble() < right(score, thinks)));
        }
        return log;
    }

    private static double right(double score, boolean thinks) {
        return thinks ? 0.92 - 0.1 * score : 0.9 - 0.5 * score;
    }

    private static double truth(double threshold) {
        return fastUpTo(threshold) + thinkingUpTo(1) - thinkingUpTo(threshold);
    }

    private static double fastUpTo(double score) {
        return 0.9 * score - 0.25 * score * score;
    }

    private static double thinkingUpTo(double score) {
        return 0.92 * score - 0.05 * score * score;
    }

    private static int holds(SkewedMean mean, double truth) {
        return mean.interval().low() <= truth && truth <= mean.interval().high() ? 1 : 0;
    }

    private static LoggedDecision decision(
            int id, double score, Route route, double propensity, boolean right) {
        return new LoggedDecision(
                "p" + id, Circumstances.UNKNOWN.asker(), score, route, propensity, right ? 1 : 0);
    }

    private static RoutingPolicy policy(double threshold) {
        return new RoutingPolicy(
                "v", threshold, Route.FAST, 1, List.of(new Band(0, 1)), true, Learning.OFF);
    }
}
