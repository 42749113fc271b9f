package org.reasoningrouter.router.measure;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.reasoningrouter.router.decide.LearnedBudget;
import org.reasoningrouter.router.decide.PromptClass;
import org.reasoningrouter.wire.LengthBucket;
import org.reasoningrouter.wire.ThinkingLengths;

/// Lengths of thoughts in buckets, eight to a doubling: a bounded size, and a sum of two trackers
/// is the tracker of both.
///
/// A thought weighs 1 when it ends and half as much after each half-life, whoever asks when, so
/// that sums and forgetting may come in any order.
///
/// @param buckets by number; no weight in them is below [#NEGLIGIBLE]
/// @param at when the weights are right
public record LengthTracker(NavigableMap<Integer, Weight> buckets, Instant at) {

    /// Thoughts of about one length, by how they ended.
    record Weight(double finished, double cut) {

        double sum() {
            return finished + cut;
        }

        private Weight plus(Weight other) {
            return new Weight(finished + other.finished, cut + other.cut);
        }

        private Weight times(double factor) {
            return new Weight(finished * factor, cut * factor);
        }
    }

    /// Eight buckets to a doubling: within one, lengths differ by 9 %.
    static final int PER_DOUBLING = 8;

    /// The bucket of a million tokens holds whatever is longer.
    private static final int LAST = 20 * PER_DOUBLING;

    private static final double NEGLIGIBLE = 1e-3;

    public LengthTracker {
        buckets = Collections.unmodifiableNavigableMap(new TreeMap<>(buckets));
    }

    static LengthTracker of(Thought thought, Instant at) {
        var one = thought.finished() ? new Weight(1, 0) : new Weight(0, 1);
        return new LengthTracker(new TreeMap<>(Map.of(bucket(thought.tokens()), one)), at);
    }

    static LengthTracker of(ThinkingLengths lengths) {
        var buckets = new TreeMap<Integer, Weight>();
        for (var bucket : lengths.getBuckets()) {
            var weight = new Weight(bucket.getFinished(), bucket.getCut());
            buckets.merge(Math.clamp(bucket.getBucket(), 0, LAST), weight, Weight::plus);
        }
        return new LengthTracker(buckets, lengths.getAt());
    }

    /// Both as one, at the later of their times.
    LengthTracker plus(LengthTracker other, Duration halfLife) {
        var later = at.isAfter(other.at) ? at : other.at;
        var sum = new TreeMap<>(at(later, halfLife).buckets);
        other.at(later, halfLife)
                .buckets
                .forEach((bucket, weight) -> sum.merge(bucket, weight, Weight::plus));
        return new LengthTracker(sum, later);
    }

    /// What is left of it at a later time.
    LengthTracker at(Instant later, Duration halfLife) {
        if (!later.isAfter(at)) {
            return this;
        }
        var halvings = (double) Duration.between(at, later).toMillis() / halfLife.toMillis();
        var left = new TreeMap<Integer, Weight>();
        buckets.forEach((bucket, weight) -> left.put(bucket, weight.times(Math.pow(2, -halvings))));
        left.values().removeIf(weight -> weight.sum() < NEGLIGIBLE);
        return new LengthTracker(left, later);
    }

    double finished() {
        return buckets.values().stream().mapToDouble(Weight::finished).sum();
    }

    double cut() {
        return buckets.values().stream().mapToDouble(Weight::cut).sum();
    }

    /// Whether less than one thought is left in it.
    boolean isForgotten() {
        return finished() + cut() < 1;
    }

    /// As it stands in a store: the buckets alone.
    ThinkingLengths stored(PromptClass of) {
        return ThinkingLengths.newBuilder()
                .setTenant(of.tenant())
                .setFromScore(of.fromScore().orElse(null))
                .setAt(at)
                .setFinished(finished())
                .setCut(cut())
                .setBuckets(wire())
                .build();
    }

    /// As it is published: with what follows from the buckets.
    ThinkingLengths published(PromptClass of) {
        var curve = LengthCurve.of(buckets);
        return ThinkingLengths.newBuilder(stored(of))
                .setMean(tokens(curve.mean()))
                .setQuantiles(
                        LearnedBudget.QUANTILES.stream()
                                .map(share -> tokens(curve.quantile(share)))
                                .toList())
                .build();
    }

    private List<LengthBucket> wire() {
        return buckets.entrySet().stream()
                .map(e -> new LengthBucket(e.getKey(), e.getValue().finished(), e.getValue().cut()))
                .toList();
    }

    // A power of two belongs to the bucket below it, whatever the logarithm's last digit says.
    static int bucket(long tokens) {
        var exact = PER_DOUBLING * Math.log((double) Math.max(1, tokens)) / Math.log(2);
        return Math.clamp((long) Math.ceil(exact - 1e-9), 0, LAST);
    }

    /// The most tokens of a bucket.
    static double upper(int bucket) {
        return Math.pow(2, (double) bucket / PER_DOUBLING);
    }

    private static int tokens(double length) {
        return (int) Math.min(Integer.MAX_VALUE, Math.round(length));
    }
}
