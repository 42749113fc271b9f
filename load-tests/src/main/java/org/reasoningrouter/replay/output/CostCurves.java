package org.reasoningrouter.replay.output;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/// Accuracy against cost, over prompts that were answered both ways: what is to be had when more
/// and more of them think, in one order or another.
///
/// Cost is a share of what it costs when all think. Of very many prompts it keeps an even
/// selection.
public final class CostCurves {

    public static final String MODEL = "classifier";
    public static final String LENGTH = "prompt length";
    public static final String SYMBOLS = "digits + symbols";
    public static final String ORACLE = "per-prompt oracle";

    /// Where a curve is shown.
    private static final int STEPS = 100;

    private final int most;
    private List<Answered> kept = new ArrayList<>();
    private long seen;
    private long every = 1;

    /// A prompt with what each way brought and cost.
    ///
    /// @param thinks whether the policy lets it think
    public record Answered(
            double score,
            boolean thinks,
            int characters,
            int symbols,
            double fast,
            double thinking,
            double fastCost,
            double thinkingCost) {

        private double gain() {
            return thinking - fast;
        }
    }

    /// A place on a curve.
    public record At(double cost, double accuracy) {}

    /// @param most prompts that are kept
    public CostCurves(int most) {
        this.most = most;
    }

    void add(Answered prompt) {
        if (seen++ % every != 0) {
            return;
        }
        kept.add(prompt);
        if (kept.size() > most) {
            halve();
        }
    }

    private void halve() {
        var half = new ArrayList<Answered>();
        for (var i = 0; i < kept.size(); i += 2) {
            half.add(kept.get(i));
        }
        kept = half;
        every *= 2;
    }

    boolean isEmpty() {
        return kept.isEmpty();
    }

    int prompts() {
        return kept.size();
    }

    /// Each order's curve by its name, the classifier first. From all fast to all thinking.
    SequencedMap<String, List<At>> curves() {
        var curves = new LinkedHashMap<String, List<At>>();
        curves.put(MODEL, curve(Answered::score));
        curves.put(LENGTH, curve(Answered::characters));
        curves.put(SYMBOLS, curve(Answered::symbols));
        curves.put(ORACLE, curve(Answered::gain));
        return curves;
    }

    /// Where the policy leads.
    At policy() {
        return of(Answered::thinks);
    }

    At allFast() {
        return of(_ -> false);
    }

    At allThinking() {
        return of(_ -> true);
    }

    private At of(Predicate<Answered> thinks) {
        var right = 0.0;
        var cost = 0.0;
        for (var prompt : kept) {
            right += thinks.test(prompt) ? prompt.thinking() : prompt.fast();
            cost += thinks.test(prompt) ? prompt.thinkingCost() : prompt.fastCost();
        }
        return new At(cost / whole(), right / kept.size());
    }

    private List<At> curve(ToDoubleFunction<Answered> order) {
        var sorted = new ArrayList<>(kept);
        sorted.sort(Comparator.comparingDouble(order).reversed());
        var right = sorted.stream().mapToDouble(Answered::fast).sum();
        var cost = sorted.stream().mapToDouble(Answered::fastCost).sum();
        var whole = whole();
        var points = new ArrayList<At>();
        points.add(new At(cost / whole, right / sorted.size()));
        var step = Math.max(1, sorted.size() / STEPS);
        for (var i = 0; i < sorted.size(); i++) {
            var prompt = sorted.get(i);
            right += prompt.gain();
            cost += prompt.thinkingCost() - prompt.fastCost();
            if ((i + 1) % step == 0 || i == sorted.size() - 1) {
                points.add(new At(cost / whole, right / sorted.size()));
            }
        }
        return points;
    }

    private double whole() {
        var whole = kept.stream().mapToDouble(Answered::thinkingCost).sum();
        return whole == 0 ? 1 : whole;
    }
}
