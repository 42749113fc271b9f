package org.reasoningrouter.router.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.reasoningrouter.router.decide.RoutingPolicy;
import org.reasoningrouter.router.evaluate.Bootstrap.Interval;

/// What policies do on prompts with known outcomes, beside what others would do on the same ones.
///
/// @param versions of the policies, in the order in which they were given
/// @param rows each policy with its controls at the same share, then what needs no policy
record PolicyVerdict(List<String> versions, int prompts, List<Row> rows) {

    /// What one way of routing does.
    ///
    /// @param behind what the first policy's accuracy is above this one's, on the same resamples
    record Row(
            String name,
            Figure share,
            Figure accuracy,
            Figure loss,
            Figure behind,
            Optional<Figure> tokens) {}

    /// A mean over the prompts with its interval.
    record Figure(double value, Interval interval) {}

    /// Judges policies on the same prompts and the same resamples of them.
    ///
    /// @param policies at least one
    /// @param prompts at least one
    static PolicyVerdict of(
            List<RoutingPolicy> policies, List<JudgedPrompt> prompts, Bootstrap bootstrap) {
        var making = new Making(prompts, bootstrap);
        var controls = new Controls(prompts).scores(bootstrap.seed());
        var numbered = policies.size() > 1;
        for (var i = 0; i < policies.size(); i++) {
            var policy = policies.get(i);
            var thinks = prompts.stream().mapToDouble(it -> it.thinks(policy)).toArray();
            var mark = numbered ? " " + (i + 1) : "";
            making.add("policy" + mark, thinks);
            atTheSameShare(making, controls, thinks, mark);
        }
        making.add("always fast", same(prompts, 0));
        making.add("always thinking", same(prompts, 1));
        making.add(
                "oracle, free share",
                prompts.stream().mapToDouble(it -> it.thinking() > it.fast() ? 1 : 0).toArray());
        return new PolicyVerdict(
                policies.stream().map(RoutingPolicy::version).toList(),
                prompts.size(),
                making.rows());
    }

    private static void atTheSameShare(
            Making making, Map<String, double[]> controls, double[] thinks, String mark) {
        var share = mean(thinks);
        making.add("random, same share" + mark, same(making.prompts, share));
        Optional.ofNullable(controls.get(Controls.LENGTH))
                .ifPresent(it -> making.add("length, same share" + mark, first(it, share)));
        Optional.ofNullable(controls.get(Controls.ORACLE))
                .ifPresent(it -> making.add("oracle, same share" + mark, first(it, share)));
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
        private static final int ACCURACY = 1;

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
                rows.add(
                        new Row(
                                names.get(row),
                                figure(resampled, row, 0),
                                figure(resampled, row, ACCURACY),
                                figure(resampled, row, 2),
                                behind(resampled, row),
                                counted
                                        ? Optional.of(figure(resampled, row, 3))
                                        : Optional.empty()));
            }
            return rows;
        }

        private Figure figure(List<double[]> resampled, int row, int figure) {
            return new Figure(
                    mean(values.get(row)[figure]),
                    Interval.of(resampled.get(row * FIGURES + figure)));
        }

        private Figure behind(List<double[]> resampled, int row) {
            var policy = resampled.get(ACCURACY);
            var other = resampled.get(row * FIGURES + ACCURACY);
            var lead = new double[policy.length];
            Arrays.setAll(lead, i -> policy[i] - other[i]);
            return new Figure(
                    mean(values.getFirst()[ACCURACY]) - mean(values.get(row)[ACCURACY]),
                    Interval.of(lead));
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
