package org.reasoningrouter.router.decide;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.reasoningrouter.wire.ThinkingLengths;

/// How long the thoughts of a class may be, given how long they were.
///
/// A budget b lets the share F(b) of the thoughts come to their own end and takes E\[min(X, b)\]
/// tokens. The budget is the smallest learnt quantile with the greatest F(b) − price · E\[min(X,
/// b)\]: it grows while the next tokens finish enough thoughts to be worth their price. At price 0
/// that is the ceiling.
///
/// @param quantile the ceiling, one of [#QUANTILES]
/// @param price of a token, in finished thoughts: 0.0001 says that a thought that comes to its end
///   is worth 10,000 tokens
/// @param step budgets are rounded up to a multiple of it
/// @param floor no budget is lower, unless the policy or the prompt allows less
public record LearnedBudget(double quantile, double price, int step, int floor) {

    /// The shares of thoughts whose lengths are learnt.
    public static final List<Double> QUANTILES =
            DoubleStream.concat(
                            IntStream.rangeClosed(1, 19).mapToDouble(i -> i * 5 / 100.0),
                            DoubleStream.of(0.99))
                    .boxed()
                    .toList();

    public LearnedBudget {
        if (!QUANTILES.contains(quantile)) {
            throw new IllegalArgumentException(
                    "learned.budget.quantile must be 0.05, 0.1, … 0.95 or 0.99: " + quantile);
        }
        if (!(price >= 0 && price <= 1)) {
            throw new IllegalArgumentException("learned.budget.price must be 0 to 1: " + price);
        }
        if (step < 1 || floor < 1) {
            throw new IllegalArgumentException(
                    "learned.budget's step and floor must be at least 1: " + step + ", " + floor);
        }
    }

    int tokens(ThinkingLengths lengths, int cap) {
        var best = worthiest(lengths.getQuantiles());
        var rounded = Math.ceilDiv((long) best, step) * step;
        return (int) Math.min(cap, Math.max(floor, rounded));
    }

    private int worthiest(List<Integer> lengths) {
        var best = 0;
        var most = Double.NEGATIVE_INFINITY;
        var tokens = 0.0;
        for (var i = 0; i <= QUANTILES.indexOf(quantile); i++) {
            tokens += more(lengths, i);
            var worth = QUANTILES.get(i) - price * tokens;
            if (worth > most) {
                most = worth;
                best = lengths.get(i);
            }
        }
        return best;
    }

    /// Tokens that the average thought takes between one quantile and the one before it.
    private static double more(List<Integer> lengths, int i) {
        var from = i == 0 ? 0 : lengths.get(i - 1);
        var before = i == 0 ? 0 : QUANTILES.get(i - 1);
        return (lengths.get(i) - from) * (1 - (before + QUANTILES.get(i)) / 2);
    }
}
