package org.reasoningrouter.bench.ladder;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.reasoningrouter.bench.BenchFigures;
import org.reasoningrouter.bench.CpuTimes;

/// The rows of a ladder, one for each load: medians of its repeats. A repeat whose sender was late
/// has no part in what is said of latencies.
final class LadderTable {

    /// The added p99 at half load that the router is to stay below, in milliseconds.
    static final Map<String, Integer> GOALS = goals();

    private static final double[] PERCENTILES = {50, 99, 99.9};
    private static final double P99 = 99;

    private final List<Map<String, Object>> rows = new ArrayList<>();
    private final Map<String, Object> halfLoad = new LinkedHashMap<>();
    private int thrownAway;

    private static Map<String, Integer> goals() {
        var goals = new LinkedHashMap<String, Integer>();
        goals.put("at least once", 25);
        goals.put("exactly once", 60);
        return goals;
    }

    /// @param steps the repeats of one load
    void add(String model, LadderSetting setting, int load, List<LadderStep> steps) {
        var kept = steps.stream().filter(step -> step.lateness().keptSchedule()).toList();
        var row = new LinkedHashMap<String, Object>();
        row.put("model", model);
        row.put("guarantee", setting.name());
        row.put("load %", load);
        row.put("prompts/s", median(steps, step -> step.round().perSecond()));
        row.put("counted", median(steps, step -> step.latencies().counted()));
        for (var percentile : PERCENTILES) {
            row.put(name(percentile), median(kept, step -> step.latencies().millis(percentile)));
        }
        for (var percentile : PERCENTILES) {
            row.put("added " + name(percentile), median(kept, added(percentile)));
        }
        row.put("lowest added p99", quantile(kept, added(P99), 0));
        row.put("highest added p99", quantile(kept, added(P99), 1));
        row.put("service", median(steps, step -> step.round().work().serviceMillis()));
        row.put("prompts a batch", median(steps, step -> step.round().work().promptsACall()));
        row.put("behind", median(steps, step -> step.latencies().behind()));
        row.put("sender late p99", median(steps, step -> step.lateness().p99Millis()));
        row.put("sender late at most", median(steps, step -> step.lateness().mostMillis()));
        row.put("kept", "%d of %d".formatted(kept.size(), steps.size()));
        row.put("machine taken by the router %", share(steps, CpuTimes::serverShare));
        row.put("by this JVM %", share(steps, CpuTimes::ownShare));
        row.put("their compilers, of both %", share(steps, CpuTimes::compilersShare));
        row.put("by others %", share(steps, CpuTimes::othersShare));
        rows.add(row);
        thrownAway += steps.size() - kept.size();
        if (load == LadderPlan.HALF) {
            halfLoad.put(model + ", " + setting.name(), ofRepeats(kept));
        }
    }

    private static Map<String, Object> ofRepeats(List<LadderStep> kept) {
        var figures = new LinkedHashMap<String, Object>();
        figures.put("median", median(kept, added(P99)));
        figures.put("lowest", quantile(kept, added(P99), 0));
        figures.put("highest", quantile(kept, added(P99), 1));
        return figures;
    }

    private static ToDoubleFunction<LadderStep> added(double percentile) {
        return step -> step.addedMillis(percentile);
    }

    private static Object median(List<LadderStep> steps, ToDoubleFunction<LadderStep> figure) {
        return quantile(steps, figure, 0.5);
    }

    private static Object quantile(
            List<LadderStep> steps, ToDoubleFunction<LadderStep> figure, double quantile) {
        return BenchFigures.shown(BenchFigures.quantile(steps, figure, quantile));
    }

    private static Object share(List<LadderStep> steps, ToDoubleFunction<CpuTimes> share) {
        return median(steps, step -> 100 * share.applyAsDouble(step.round().cpu()));
    }

    List<Map<String, Object>> rows() {
        return List.copyOf(rows);
    }

    /// The added p99 by model and guarantee: the median of its repeats, the lowest and the highest.
    Map<String, Object> halfLoad() {
        return Collections.unmodifiableMap(halfLoad);
    }

    int thrownAway() {
        return thrownAway;
    }

    private static String name(double percentile) {
        return percentile % 1 == 0 ? "p" + (int) percentile : "p" + percentile;
    }
}
