package org.reasoningrouter.router.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.reasoningrouter.router.decide.RoutingPolicy;
import org.reasoningrouter.router.evaluate.Bootstrap.Interval;

/// What a policy does on prompts with known outcomes, beside what others would do on the same ones.
///
/// @param rows the policy first
record PolicyVerdict(String version, int prompts, List<Row> rows) {

    /// What one way of routing does.
    record Row(String name, Figure share, Figure accuracy, Figure loss, Optional<Figure> tokens) {}

    /// A mean over the prompts with its interval.
    record Figure(double value, Interval interval) {}

    /// @param prompts at least one
    static PolicyVerdict of(RoutingPolicy policy, List<JudgedPrompt> prompts, Bootstrap bootstrap) {
        var making = new Making(prompts, bootstrap);
        var thinks = prompts.stream().mapToDouble(it -> it.thinks(policy)).toArray();
        var share = mean(thinks);
        making.add("policy", thinks);
        making.add("always fast", same(prompts, 0));
        making.add("always thinking", same(prompts, 1));
        making.add("random, same share", same(prompts, share));
        var controls = new Controls(prompts).scores(bootstrap.seed());
        Optional.ofNullable(controls.get(Controls.LENGTH))
                .ifPresent(it -> making.add("length, same share", first(it, share)));
        Optional.ofNullable(controls.get(Controls.ORACLE))
                .ifPresent(it -> making.add("oracle, same share", first(it, share)));
        return new PolicyVerdict(policy.version(), prompts.size(), making.rows());
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    private static double[] same(List<JudgedPrompt> prompts, double share) {
        return prompts.stream().mapToDouble(_ -> share).toArray();
    }

    /// The prompts with the highest scores think, until they are that share.
    private static double[] first(double[] score, double share) {
        var thinks = new double[score.length];
        IntStream.range(0, score.length)
                .boxed()
                .sorted(Comparator.comparingDouble(row -> -score[row]))
                .limit(Math.round(share * score.length))
                .forEach(row -> thinks[row] = 1);
        return thinks;
    }

    private static final class Making {

        private static final int FIGURES = 4;

        private final List<JudgedPrompt> prompts;
        private final Bootstrap bootstrap;
        private final boolean counted;
        private final List<String> names = new ArrayList<>();
        private final List<double[][]> values = new ArrayList<>();

        private Making(List<JudgedPrompt> prompts, Bootstrap bootstrap) {
            this.prompts = prompts;
            this.bootstrap = bootstrap;
            counted = prompts.stream().allMatch(Pricing::knows);
        }

        /// @param thinks with what probability each prompt thinks
        private void add(String name, double[] thinks) {
            var figures = new double[FIGURES][prompts.size()];
            for (var i = 0; i < thinks.length; i++) {
                var prompt = prompts.get(i);
                var p = thinks[i];
                figures[0][i] = p;
                figures[1][i] = p * prompt.thinking() + (1 - p) * prompt.fast();
                figures[2][i] = (1 - p) * prompt.lost();
                figures[3][i] =
                        counted
                                ? p * Pricing.TOKENS.thinking(prompt)
                                        + (1 - p) * Pricing.TOKENS.fast(prompt)
                                : 0;
            }
            names.add(name);
            values.add(figures);
        }

        private List<Row> rows() {
            var resampled = bootstrap.of(prompts.size(), this::means);
            var rows = new ArrayList<Row>();
            for (var row = 0; row < names.size(); row++) {
                var figures = new ArrayList<Figure>();
                for (var figure = 0; figure < FIGURES; figure++) {
                    figures.add(
                            new Figure(
                                    mean(values.get(row)[figure]),
                                    Interval.of(resampled.get(row * FIGURES + figure))));
                }
                var tokens = counted ? Optional.of(figures.get(3)) : Optional.<Figure>empty();
                rows.add(
                        new Row(
                                names.get(row),
                                figures.get(0),
                                figures.get(1),
                                figures.get(2),
                                tokens));
            }
            return rows;
        }

        private double[] means(int[] times) {
            return values.stream()
                    .flatMap(Arrays::stream)
                    .mapToDouble(each -> weighted(each, times))
                    .toArray();
        }

        private static double weighted(double[] each, int[] times) {
            var sum = 0.0;
            for (var i = 0; i < each.length; i++) {
                sum += each[i] * times[i];
            }
            return sum / each.length;
        }
    }
}
