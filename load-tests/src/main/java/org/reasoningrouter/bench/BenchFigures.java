package org.reasoningrouter.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;

/// The rows of one course: the median of its rounds, and what they range over.
///
/// @param first columns before the figures
/// @param columns figures by their names, each of a round
public record BenchFigures(
        SequencedMap<String, Object> first,
        SequencedMap<String, ToDoubleFunction<BenchRound>> columns) {

    private static final double NOISY = 0.1;

    /// Three rows.
    public List<Map<String, Object>> rows(List<BenchRound> rounds) {
        var rows = new ArrayList<Map<String, Object>>();
        rows.add(row("median of " + rounds.size(), rounds, 0.5));
        rows.add(row("lowest", rounds, 0));
        rows.add(row("highest", rounds, 1));
        return rows;
    }

    /// One row, of one round.
    public Map<String, Object> row(String which, BenchRound round) {
        return row(which, List.of(round), 0);
    }

    private Map<String, Object> row(String which, List<BenchRound> rounds, double quantile) {
        var row = new LinkedHashMap<>(first);
        row.put("of the rounds", which);
        columns.forEach((name, figure) -> row.put(name, shown(quantile(rounds, figure, quantile))));
        return row;
    }

    public static double median(List<BenchRound> rounds, ToDoubleFunction<BenchRound> figure) {
        return quantile(rounds, figure, 0.5);
    }

    /// A figure of repeats: the lowest (0), the median (0.5) or the highest (1). Of an even number
    /// the median is the mean of the two in the middle; of none there is no number.
    public static <T> double quantile(
            List<T> repeats, ToDoubleFunction<T> figure, double quantile) {
        if (repeats.isEmpty()) {
            return Double.NaN;
        }
        var sorted = repeats.stream().mapToDouble(figure).sorted().toArray();
        var place = quantile * (sorted.length - 1);
        return (sorted[(int) Math.floor(place)] + sorted[(int) Math.ceil(place)]) / 2;
    }

    /// The figure, or a dash where there is none.
    public static Object shown(double value) {
        return Double.isFinite(value) ? rounded(value) : "–";
    }

    /// Three digits, or all before the point.
    public static double rounded(double value) {
        var unit = Math.abs(value) >= 100 ? 1 : Math.abs(value) >= 10 ? 10 : 1_000;
        return Math.round(value * unit) / (double) unit;
    }

    /// Whether other programs took so much that its rate is too low.
    public static boolean isNoisy(BenchRound round) {
        return round.cpu().othersShare() > NOISY;
    }

    /// What the rounds say of other programs on the machine.
    public static String noise(List<BenchRound> rounds) {
        var share = rounds.stream().mapToDouble(it -> it.cpu().othersShare()).max().orElse(0);
        var most = Math.round(100 * share);
        return share > NOISY
                ? "NOISY: other programs took up to %d %% of the machine in a round; rates are too low, compare none of them"
                        .formatted(most)
                : "quiet: other programs took at most %d %% of the machine in any round"
                        .formatted(most);
    }
}
