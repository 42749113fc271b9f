package org.reasoningrouter.bench.scale;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.reasoningrouter.bench.BenchFigures;
import org.reasoningrouter.bench.BenchRound;
import org.reasoningrouter.bench.scale.ScalabilityFit.Point;

/// The rows of `bench scale`: one for each number of something, with the curve beside the rates.
final class ScaleTable {

    private static final int FEWEST = 3;

    private final List<Map<String, Object>> rows = new ArrayList<>();
    private final Map<String, Object> fits = new LinkedHashMap<>();

    /// What was measured with so many.
    ///
    /// @param leastShare of the routers' CPU, that of the one that had least; no number where there
    ///   are not two
    record Step(int n, List<BenchRound> rounds, double leastShare) {

        Step {
            rounds = List.copyOf(rounds);
        }

        private double median() {
            return BenchFigures.median(rounds, BenchRound::perSecond);
        }

        private Point point() {
            return new Point(n, median());
        }
    }

    /// @param subject what does the work
    /// @param axis what there is more and more of
    void add(String subject, String axis, List<Step> steps) {
        var name = subject + ", " + axis;
        var hasFit =
                steps.stream().mapToInt(Step::n).distinct().count() >= FEWEST
                        && steps.stream().anyMatch(it -> it.n() == 1);
        var fit = hasFit ? fit(name, steps) : null;
        if (fit == null) {
            fits.put(name, "none: it takes a rate with 1 and with two more");
        }
        var least = steps.stream().mapToInt(Step::n).min().orElse(1);
        for (var step : steps) {
            var from = steps.stream().filter(it -> it.n() == least).findFirst().orElse(step);
            var row = new LinkedHashMap<String, Object>();
            row.put("of", subject);
            row.put("axis", axis);
            row.put("n", step.n());
            row.put("a second, median", BenchFigures.rounded(step.median()));
            row.put("lowest", BenchFigures.rounded(rate(step, 0)));
            row.put("highest", BenchFigures.rounded(rate(step, 1)));
            row.put(
                    "over that of the least n",
                    BenchFigures.rounded(step.median() / from.median()));
            row.put("the curve", BenchFigures.shown(fit == null ? Double.NaN : fit.rate(step.n())));
            row.put("least router's share of CPU %", BenchFigures.shown(100 * step.leastShare()));
            row.put("machine taken by others %", BenchFigures.rounded(100 * others(step)));
            rows.add(row);
        }
    }

    private ScalabilityFit fit(String name, List<Step> steps) {
        var fit = ScalabilityFit.of(steps.stream().map(Step::point).toList());
        fits.put(
                name,
                "σ %.4f, κ %.5f, R² %.3f, at most %.1f %% off, peak at %.1f, %d rates to spare"
                        .formatted(
                                fit.sigma(),
                                fit.kappa(),
                                fit.rSquared(),
                                100 * fit.worst(),
                                fit.peak(),
                                fit.spare()));
        return fit;
    }

    private static double rate(Step step, double quantile) {
        return BenchFigures.quantile(step.rounds(), BenchRound::perSecond, quantile);
    }

    private static double others(Step step) {
        return step.rounds().stream().mapToDouble(it -> it.cpu().othersShare()).max().orElse(0);
    }

    List<Map<String, Object>> rows() {
        return List.copyOf(rows);
    }

    /// What the fits say, by what was fitted.
    Map<String, Object> fits() {
        return Collections.unmodifiableMap(fits);
    }
}
