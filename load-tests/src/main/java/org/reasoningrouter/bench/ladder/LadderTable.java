package org.reasoningrouter.bench.ladder;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.reasoningrouter.bench.BenchFigures;
import org.reasoningrouter.bench.CpuTimes;

/// The rows of a ladder, one for each step.
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

    void add(String model, LadderSetting setting, int load, LadderStep step) {
        var kept = step.lateness().keptSchedule();
        var row = new LinkedHashMap<String, Object>();
        row.put("model", model);
        row.put("guarantee", setting.name());
        row.put("load %", load);
        row.put("prompts/s", BenchFigures.rounded(step.round().perSecond()));
        row.put("counted", step.latencies().counted());
        for (var percentile : PERCENTILES) {
            row.put(name(percentile), shown(true, step.latencies().millis(percentile)));
        }
        for (var percentile : PERCENTILES) {
            row.put("added " + name(percentile), shown(kept, step.addedMillis(percentile)));
        }
        var work = step.round().work();
        row.put("service", shown(true, work.serviceMillis()));
        row.put("prompts a batch", shown(true, work.promptsACall()));
        row.put("behind", step.latencies().behind());
        row.put("sender late p99", BenchFigures.rounded(step.lateness().p99Millis()));
        row.put("sender late at most", BenchFigures.rounded(step.lateness().mostMillis()));
        row.put("kept", kept ? "yes" : "no: the sender was late");
        var cpu = step.round().cpu();
        row.put("machine taken by the router %", percent(cpu.server(), cpu));
        row.put("by this JVM %", percent(cpu.own(), cpu));
        row.put("their compilers, of both %", percent(cpu.compilersShare()));
        row.put("by others %", percent(cpu.othersShare()));
        rows.add(row);
        thrownAway += kept ? 0 : 1;
        if (load == LadderPlan.HALF) {
            halfLoad.put(model + ", " + setting.name(), shown(kept, step.addedMillis(P99)));
        }
    }

    List<Map<String, Object>> rows() {
        return List.copyOf(rows);
    }

    /// The added p99 by model and guarantee.
    Map<String, Object> halfLoad() {
        return Collections.unmodifiableMap(halfLoad);
    }

    int thrownAway() {
        return thrownAway;
    }

    private static double percent(Duration part, CpuTimes cpu) {
        return percent((double) part.toNanos() / cpu.possible().toNanos());
    }

    private static double percent(double share) {
        return BenchFigures.rounded(100 * share);
    }

    private static String name(double percentile) {
        return percentile % 1 == 0 ? "p" + (int) percentile : "p" + percentile;
    }

    /// A figure, or a dash where there is none.
    static Object shown(boolean kept, double value) {
        return kept && Double.isFinite(value) ? BenchFigures.rounded(value) : "–";
    }
}
