package org.reasoningrouter.router.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.reasoningrouter.router.decide.RoutingPolicy;
import org.reasoningrouter.wire.Route;

/// What accuracy another policy would have had on logged decisions.
///
/// IPS weights each reward by how much likelier the other policy was to take the logged route;
/// SNIPS divides by the sum of the weights (Swaminathan and Joachims, 2015); doubly robust adds the
/// weighted errors of a model of the rewards (Dudik, Langford and Li, 2011), which here is the mean
/// reward of each route in five bins of the score, taken from the other half of the log.
///
/// @param logged accuracy as it was
/// @param effective how many rows of equal weight would say as much (Kish)
record Counterfactual(
        int rows,
        SkewedMean logged,
        SkewedMean ips,
        SkewedMean snips,
        SkewedMean doublyRobust,
        double effective) {

    /// @throws IllegalArgumentException when the log cannot tell: of one line
    static Counterfactual of(List<LoggedDecision> log, RoutingPolicy policy) {
        return of(log, row -> policy.thinks(row.asker(), row.score()));
    }

    /// Of the routes that the log's shadow would have taken; rows without one tell nothing of it.
    ///
    /// @throws IllegalArgumentException when the log cannot tell: of one line
    static Counterfactual ofShadow(List<LoggedDecision> log) {
        return of(
                log.stream().filter(row -> row.shadow().isPresent()).toList(),
                row -> row.shadow().equals(Optional.of(Route.THINKING)) ? 1 : 0);
    }

    /// @param policy with what probability it lets a row think
    private static Counterfactual of(
            List<LoggedDecision> log, ToDoubleFunction<LoggedDecision> policy) {
        requireRows(log);
        requireSupport(log, policy);
        var weight = each(log, row -> target(policy, row, row.route()) / row.propensity());
        var reward = each(log, LoggedDecision::reward);
        return new Counterfactual(
                log.size(),
                SkewedMean.of(reward),
                around(weighted(weight, reward, 0), weight),
                snips(weight, reward),
                around(doublyRobust(log, policy, weight), weight),
                effective(weight));
    }

    private static void requireRows(List<LoggedDecision> log) {
        if (log.size() < 2) {
            throw new IllegalArgumentException(
                    "a log of %d decisions says nothing: give two or more".formatted(log.size()));
        }
    }

    /// Where the log never took a route, and the policy would, nothing tells what came of it.
    private static void requireSupport(
            List<LoggedDecision> log, ToDoubleFunction<LoggedDecision> policy) {
        var blind =
                log.stream()
                        .filter(row ->
                                row.propensity() == 1 && target(policy, row, row.route()) < 1)
                        .count();
        if (blind > 0) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "%,d of %,d decisions had propensity 1 where the policy may take the other route: only a log with exploration can tell what that brings",
                            blind,
                            log.size()));
        }
    }

    private static double target(
            ToDoubleFunction<LoggedDecision> policy, LoggedDecision row, Route route) {
        var thinks = policy.applyAsDouble(row);
        return route == Route.THINKING ? thinks : 1 - thinks;
    }

    private static SkewedMean snips(double[] weight, double[] reward) {
        var total = Arrays.stream(weight).sum();
        if (total == 0) {
            throw new IllegalArgumentException(
                    "the policy would have taken none of the logged routes: the log says nothing");
        }
        var value = Arrays.stream(weighted(weight, reward, 0)).sum() / total;
        var errors = weighted(weight, reward, value);
        var scale = weight.length / total;
        return SkewedMean.around(
                value,
                Arrays.stream(errors).map(it -> it * scale).toArray(),
                heaviest(weight) * scale);
    }

    private static SkewedMean around(double[] values, double[] weight) {
        var mean = Arrays.stream(values).average().orElseThrow();
        return SkewedMean.around(
                mean, Arrays.stream(values).map(it -> it - mean).toArray(), heaviest(weight));
    }

    private static double heaviest(double[] weight) {
        return Arrays.stream(weight).max().orElseThrow();
    }

    private static double[] doublyRobust(
            List<LoggedDecision> log, ToDoubleFunction<LoggedDecision> policy, double[] weight) {
        var models = List.of(RewardModel.of(half(log, 0)), RewardModel.of(half(log, 1)));
        var values = new double[log.size()];
        for (var i = 0; i < values.length; i++) {
            var row = log.get(i);
            var other = models.get(1 - i % 2);
            values[i] =
                    target(policy, row, Route.THINKING) * other.of(row.score(), Route.THINKING)
                            + target(policy, row, Route.FAST) * other.of(row.score(), Route.FAST)
                            + weight[i] * (row.reward() - other.of(row.score(), row.route()));
        }
        return values;
    }

    private static List<LoggedDecision> half(List<LoggedDecision> log, int which) {
        var half = new ArrayList<LoggedDecision>();
        for (var i = which; i < log.size(); i += 2) {
            half.add(log.get(i));
        }
        return half;
    }

    private static double effective(double[] weight) {
        var sum = Arrays.stream(weight).sum();
        return sum * sum / Arrays.stream(weight).map(it -> it * it).sum();
    }

    private static double[] weighted(double[] weight, double[] reward, double less) {
        var values = new double[weight.length];
        for (var i = 0; i < values.length; i++) {
            values[i] = weight[i] * (reward[i] - less);
        }
        return values;
    }

    private static double[] each(List<LoggedDecision> log, ToDoubleFunction<LoggedDecision> of) {
        return log.stream().mapToDouble(of).toArray();
    }
}
