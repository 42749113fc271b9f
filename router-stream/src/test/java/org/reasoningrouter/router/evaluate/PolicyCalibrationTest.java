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
import org.reasoningrouter.router.decide.Exploration;
import org.reasoningrouter.router.decide.Learning;
import org.reasoningrouter.router.decide.Limits;
import org.reasoningrouter.router.decide.PolicyConfig;
import org.reasoningrouter.router.decide.RoutingPolicy;
import org.reasoningrouter.router.evaluate.PolicyCalibration.Asked;

class PolicyCalibrationTest {

    private static final RoutingPolicy BASE = PolicyConfig.read(Optional.empty());
    private static final int DRAWS = 1_000;

    /// The pool is the truth: whoever calibrates sees only a draw from it.
    @ParameterizedTest
    @CsvSource({"0.01, 400, 1", "0.01, 1000, 1", "0.02, 500, 1", "0.02, 1000, 3", "0.05, 300, 2"})
    void inNineteenOfTwentyDrawsTheLossOverThePoolStaysWithin(double limit, int rows, int runs) {
        var pool = Risk.ofLostAnswers(pool(5_000, runs));
        var asked = new Asked(Goal.MAX_ACCURACY_LOSS, limit, 0.95);
        var search = asked.search(1, 0);
        var random = new SplittableRandom(rows);
        var kept = 0;
        var useful = 0;

        for (var draw = 0; draw < DRAWS; draw++) {
            var sample = pool.drawn(random.ints(rows, 0, pool.size()).toArray());
            var threshold = search.threshold(sample).orElseThrow();
            kept += pool.at(threshold, 0) <= limit ? 1 : 0;
            useful += pool.at(threshold, 0) > 0 ? 1 : 0;
        }

        assertThat(kept).isGreaterThanOrEqualTo(950);
        assertThat(useful).isGreaterThan(900);
    }

    @Test
    void inNineteenOfTwentyDrawsTheThinkingShareOfThePoolStaysWithin() {
        var pool = Risk.ofThinking(pool(5_000, 1));
        var search = new Asked(Goal.THINKING_SHARE, 0.3, 0.95).search(1, 0);
        var random = new SplittableRandom(7);
        var kept = 0;

        for (var draw = 0; draw < DRAWS; draw++) {
            var sample = pool.drawn(random.ints(500, 0, pool.size()).toArray());
            kept += pool.at(search.threshold(sample).orElseThrow(), 0) <= 0.3 ? 1 : 0;
        }

        assertThat(kept).isBetween(950, 999);
    }

    @Test
    void tooFewPromptsAreRefusedWithHowManyItTakes() {
        assertThatThrownBy(() -> lossOf(0.01, pool(298, 1)))
                .hasMessage(
                        "298 prompts are too few to show an accuracy loss of at most 0.01 with"
                                + " confidence 0.95: that takes 299 prompts even where none loses"
                                + " anything");
    }

    @Test
    void aScoreThatHidesWhatThinkingHelpsIsRefused() {
        var prompts = new ArrayList<JudgedPrompt>();
        for (var i = 0; i < 500; i++) {
            prompts.add(new JudgedPrompt("", 0, 0, i < 50 ? 0 : 1, 1, 0.1));
        }

        assertThatThrownBy(() -> lossOf(0.01, prompts))
                .hasMessageStartingWith(
                        "these 500 prompts do not show an accuracy loss of at most 0.01 with"
                                + " confidence 0.95: the first threshold that sends anything fast has 0.10000 on them");
    }

    @Test
    void explorationCountsAsLoss() {
        var prompts = pool(2_000, 1);
        var exploring =
                new RoutingPolicy(
                        "v",
                        0.5,
                        BASE.fallback(),
                        1,
                        BASE.budgets(),
                        true,
                        Learning.OFF,
                        List.of(),
                        new Exploration(0.4),
                        Optional.empty(),
                        Optional.empty(),
                        Limits.NONE);
        var asked = new Asked(Goal.MAX_ACCURACY_LOSS, 0.03, 0.95);
        var risk = Risk.ofLostAnswers(prompts);

        assertThat(PolicyCalibration.of(asked, risk, 1, BASE).seen()).isLessThan(0.03);
        assertThatThrownBy(() -> PolicyCalibration.of(asked, risk, 1, exploring))
                .hasMessageContaining("even the safest threshold has 0.0");
    }

    @Test
    void aThresholdIsAsFarFromTheSafestAsTheRowsCarry() {
        var prompts = new ArrayList<JudgedPrompt>();
        for (var i = 0; i < 1_000; i++) {
            prompts.add(
                    new JudgedPrompt("", 0, 0, i < 900 && i % 100 != 0 ? 1 : 0, 1, i / 1_000.0));
        }

        // A loss at 0, 100, 200, 300 and 400: four are carried (SciPy: 0.0287), five are not.
        var calibration = lossOf(0.01, prompts);

        assertThat(calibration.threshold()).isCloseTo(0.4, within(1e-9));
        assertThat(calibration.seen()).isCloseTo(0.004, within(1e-9));
        assertThat(calibration.thinks()).isCloseTo(0.6, within(1e-9));
    }

    private static PolicyCalibration lossOf(double limit, List<JudgedPrompt> prompts) {
        return PolicyCalibration.of(
                new Asked(Goal.MAX_ACCURACY_LOSS, limit, 0.95),
                Risk.ofLostAnswers(prompts),
                1,
                BASE);
    }

    /// Thinking helps a prompt with its score as probability, on a fifth of the scale.
    private static List<JudgedPrompt> pool(int size, int runs) {
        var random = new SplittableRandom(size);
        var prompts = new ArrayList<JudgedPrompt>();
        for (var i = 0; i < size; i++) {
            var score = random.nextDouble();
            var lost = 0.0;
            for (var run = 0; run < runs; run++) {
                lost += random.nextDouble() < score * score * 0.3 ? 1.0 / runs : 0;
            }
            prompts.add(new JudgedPrompt("", 0, 0, 1 - lost, 1, score));
        }
        return prompts;
    }
}
