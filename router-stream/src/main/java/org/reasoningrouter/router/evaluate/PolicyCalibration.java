package org.reasoningrouter.router.evaluate;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.reasoningrouter.router.decide.RoutingPolicy;

/// A threshold that recorded prompts support, and what it promises of prompts like them.
///
/// @param asked what was to be held
/// @param seen of it on these very prompts
/// @param thinks the share of these prompts that thinks
record PolicyCalibration(
        Asked asked, int prompts, double threshold, double seen, double thinks, double scale) {

    static final String METHOD =
            "Learn-then-Test, fixed sequence of thresholds from the safest, exact binomial or"
                    + " Hoeffding-Bentkus p-values (arXiv 2110.01052)";

    private static final int QUANTILES = 20;

    /// What is to be held.
    ///
    /// @param limit in the goal's own unit
    /// @param confidence between 0 and 1
    record Asked(Goal goal, double limit, double confidence) {

        // A shared confidence is rounded up, so that it can be read.
        private static final double DIGITS = 1e6;

        Asked {
            if (!(limit > 0)) {
                throw new IllegalArgumentException("--" + goal.key() + " must be above 0");
            }
            if (goal != Goal.MAX_COST && limit >= 1) {
                throw new IllegalArgumentException("--" + goal.key() + " must be below 1");
            }
            if (!(confidence > 0 && confidence < 1)) {
                throw new IllegalArgumentException(
                        "--confidence must be between 0 and 1: " + confidence);
            }
        }

        /// The same, asked of each of some groups so that all hold at once: a union bound, after
        /// Bonferroni.
        Asked ofEach(int groups) {
            var shared = 1 - (1 - confidence) / groups;
            return groups == 1 ? this : new Asked(goal, limit, Math.ceil(shared * DIGITS) / DIGITS);
        }

        /// @param scale the goal's unit, of a loss of 1
        ThresholdSearch search(double scale, double explored) {
            return new ThresholdSearch(new TailBound(limit / scale, 1 - confidence), explored);
        }

        private String words() {
            return String.format(
                    Locale.ROOT,
                    "%s of at most %s with confidence %s",
                    goal.title(),
                    limit,
                    confidence);
        }
    }

    /// Calibrates, or refuses with a sentence that says why these prompts cannot support it.
    ///
    /// @param scale the goal's unit, of a loss of 1
    /// @throws IllegalArgumentException when they cannot
    static PolicyCalibration of(Asked asked, Risk risk, double scale, RoutingPolicy base) {
        var explored = base.exploration().share();
        var search = asked.search(scale, explored);
        requireRows(asked, risk, search.bound());
        var threshold = search.threshold(risk);
        if (threshold.isEmpty()) {
            throw refused(asked, risk, scale * safest(risk, explored), "even the safest threshold");
        }
        var at = threshold.getAsDouble();
        var thinks = thinking(risk, at);
        if (risk.thinkingIsSafe() ? thinks == 1 : thinks == 0) {
            throw refused(
                    asked,
                    risk,
                    scale * firstStep(risk, explored),
                    risk.thinkingIsSafe()
                            ? "the first threshold that sends anything fast"
                            : "the first threshold at which anything thinks");
        }
        return new PolicyCalibration(
                asked, risk.size(), at, scale * risk.at(at, explored), thinks, scale);
    }

    private static void requireRows(Asked asked, Risk risk, TailBound bound) {
        if (risk.size() < bound.rowsNeeded()) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "%,d prompts are too few to show a%s %s: that takes %,d prompts even"
                                    + " where none loses anything",
                            risk.size(),
                            asked.goal() == Goal.MAX_ACCURACY_LOSS ? "n" : "",
                            asked.words(),
                            bound.rowsNeeded()));
        }
    }

    private static IllegalArgumentException refused(
            Asked asked, Risk risk, double seen, String where) {
        return new IllegalArgumentException(
                String.format(
                        Locale.ROOT,
                        "these %,d prompts do not show a%s %s: %s has %.5g on them; give more"
                                + " prompts or ask for less",
                        risk.size(),
                        asked.goal() == Goal.MAX_ACCURACY_LOSS ? "n" : "",
                        asked.words(),
                        where,
                        seen));
    }

    private static double safest(Risk risk, double explored) {
        return risk.at(risk.thinkingIsSafe() ? 0 : 1, explored);
    }

    /// The mean loss once the first of the prompts takes the other route.
    private static double firstStep(Risk risk, double explored) {
        var scores = IntStream.range(0, risk.size()).mapToDouble(risk::score);
        return risk.thinkingIsSafe()
                ? risk.at(Math.nextUp(scores.min().orElseThrow()), explored)
                : risk.at(scores.max().orElseThrow(), explored);
    }

    private static double thinking(Risk risk, double threshold) {
        var thinking =
                IntStream.range(0, risk.size()).filter(i -> risk.score(i) >= threshold).count();
        return (double) thinking / risk.size();
    }

    /// The quantiles of scores, from the least to the greatest in steps of 5 %.
    static List<Double> quantiles(List<JudgedPrompt> prompts) {
        var sorted = prompts.stream().mapToDouble(JudgedPrompt::score).sorted().toArray();
        return IntStream.rangeClosed(0, QUANTILES)
                .mapToObj(i -> Bootstrap.quantile(sorted, (double) i / QUANTILES))
                .toList();
    }

    /// How often calibration on draws from these prompts, as a pool, keeps what it promises of the
    /// whole pool.
    Trial trial(Risk pool, RoutingPolicy base, Draws draws) {
        var explored = base.exploration().share();
        var search = asked.search(scale, explored);
        var kept = 0;
        var refused = 0;
        var random = new SplittableRandom(draws.seed());
        for (var draw = 0; draw < draws.count(); draw++) {
            var rows = random.ints(pool.size(), 0, pool.size()).toArray();
            var threshold = search.threshold(pool.drawn(rows));
            refused += threshold.isEmpty() ? 1 : 0;
            kept +=
                    threshold.isPresent()
                                    && scale * pool.at(threshold.getAsDouble(), explored)
                                            <= asked.limit()
                            ? 1
                            : 0;
        }
        return new Trial(draws.count(), kept, refused);
    }

    /// How many samples to calibrate on, each as large as the pool and drawn with replacement.
    record Draws(int count, long seed) {}

    /// @param kept draws whose threshold stays within the limit on the whole pool
    /// @param refused draws that support no threshold, and so promise nothing
    record Trial(int draws, int kept, int refused) {}

    /// What a person reads of it.
    List<String> lines() {
        return List.of(
                String.format(
                        Locale.ROOT,
                        "threshold   %s: %.1f %% of these prompts think",
                        threshold,
                        100 * thinks),
                String.format(Locale.ROOT, "on these    %s %.5g", asked.goal().title(), seen));
    }

    String guarantee() {
        return String.format(
                Locale.ROOT,
                "with probability %s over the draw of these %,d prompts, the expected %s of future"
                        + " prompts is at most %s",
                asked.confidence(),
                prompts,
                asked.goal().title(),
                asked.limit());
    }

    String assumption() {
        var assumption =
                "future scored prompts are exchangeable with these: same traffic, models and"
                        + " graders; hints and explicit modes are outside";
        return asked.goal() == Goal.MAX_COST
                ? String.format(
                        Locale.ROOT, "%s; no prompt costs more than %.6g", assumption, scale)
                : assumption;
    }
}
