package org.reasoningrouter.replay.output;

import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.reasoningrouter.local.Stage;
import org.reasoningrouter.local.Summary.OfRoute;
import org.reasoningrouter.replay.output.CostCurves.At;
import org.reasoningrouter.router.evaluate.Chart;
import org.reasoningrouter.router.evaluate.Chart.Point;
import org.reasoningrouter.router.evaluate.Chart.Range;
import org.reasoningrouter.wire.Route;

/// A replay as a page that stands alone: nothing is fetched and nothing runs.
public final class ReportPage {

    private static final double NANOS = 1e9;
    private static final double MILLI = 1e3;
    private static final List<Double> PERCENTILES = List.of(50.0, 95.0, 99.0);

    private static final Map<String, String> STYLES =
            Map.of(
                    CostCurves.MODEL, "model",
                    CostCurves.LENGTH, "length",
                    CostCurves.SYMBOLS, "symbols",
                    CostCurves.ORACLE, "oracle");

    private static final String HEAD =
            """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>Replay</title>
            <style>
            :root { color-scheme: light dark; --ink: #1c2430; --soft: #667085; --grid: #e6e9ef; --paper: #ffffff; --warn: #b42318;
              --model: #1f5fd6; --length: #0d8f6f; --symbols: #8a4fd0; --oracle: #a3abb8; }
            @media (prefers-color-scheme: dark) { :root { --ink: #e7eaf0; --soft: #98a2b3; --grid: #2b3340; --paper: #14181f; --warn: #ff8a7a;
              --model: #6ea0ff; --length: #3fc7a2; --symbols: #b88cf2; --oracle: #6b7484; } }
            body { margin: 2rem auto; max-width: 980px; padding: 0 1rem; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
            h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .4rem; } p { color: var(--soft); margin: .3rem 0 1rem; }
            .warn { color: var(--warn); font-weight: 600; }
            table { border-collapse: collapse; font-variant-numeric: tabular-nums; } th, td { padding: .2rem .9rem .2rem 0; text-align: right; }
            th:first-child, td:first-child { text-align: left; } th { color: var(--soft); font-weight: 500; } tr { border-bottom: 1px solid var(--grid); }
            .bar { display: inline-block; height: .7rem; background: var(--model); border-radius: 2px; min-width: 1px; } td.wide { width: 420px; text-align: left; }
            figure { margin: 0; } svg { width: 100%; max-width: 760px; }
            text { fill: var(--soft); font: 12px system-ui, sans-serif; } .title { font-size: 13px; } .mid { text-anchor: middle; } .end { text-anchor: end; }
            .name { fill: var(--ink); font-weight: 600; } .halo { font-weight: 600; fill: var(--paper); stroke: var(--paper); stroke-width: 5px; stroke-linejoin: round; }
            .grid { stroke: var(--grid); } .line { fill: none; stroke-width: 1.8; stroke-linejoin: round; stroke: var(--soft); } .dot { stroke: var(--paper); stroke-width: 2; fill: var(--soft); }
            .model { stroke: var(--model); stroke-width: 3.2; } .dot.model { fill: var(--model); stroke: var(--paper); }
            .length { stroke: var(--length); } .symbols { stroke: var(--symbols); } .oracle { stroke: var(--oracle); stroke-dasharray: 2 4; } .random { stroke-dasharray: 7 5; }
            ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; } li svg { width: 30px; height: 10px; margin-right: .4rem; }
            </style></head><body>
            """;

    private final ReplayAccount account;
    private final ReplayFigures figures;
    private final Formatter out = new Formatter(Locale.ROOT);

    private ReportPage(ReplayAccount account, ReplayFigures figures) {
        this.account = account;
        this.figures = figures;
    }

    public static String of(ReplayAccount account, ReplayFigures figures) {
        var page = new ReportPage(account, figures);
        page.out.format("%s", HEAD);
        page.top();
        page.curve();
        page.costs();
        page.verdicts();
        page.helped();
        page.latencies();
        page.thoughts();
        page.reasons("Not answered", figures.summary().failures());
        page.reasons("Rows that are no prompts", figures.refused());
        page.reasons("Answers without a verdict", figures.ungraded());
        page.out.format("</body></html>%n");
        return page.out.toString();
    }

    private void top() {
        out.format("<h1>Replay</h1>");
        if (figures.summary().simulated() > 0) {
            out.format("<p class=\"warn\">%s</p>", Chart.escaped(ReplayAccount.SIMULATED));
        }
        if (figures.fallbacks() > 0) {
            out.format(
                    "<p class=\"warn\">%,d decisions were made without a score</p>",
                    figures.fallbacks());
        }
        if (account.costStopped()) {
            out.format(
                    "<p class=\"warn\">Stopped at the most that it may cost: %,d rows were not asked</p>",
                    account.unsent());
        }
        out.format("<table>");
        account.about().forEach((name, value) -> pairRow(name, value));
        pairRow("rows", count(account.rows()));
        pairRow("answers", count(figures.summary().results()));
        pairRow("digest of all but the times", account.digest());
        out.format("</table>");
    }

    private void pairRow(String name, String value) {
        out.format("<tr><td>%s</td><td>%s</td></tr>", Chart.escaped(name), Chart.escaped(value));
    }

    private void curve() {
        out.format("<h2>Accuracy against cost</h2>");
        if (figures.curves().isEmpty()) {
            out.format(
                    "<p>A curve needs prompts that were answered both ways and graded: --mode paired, with references.</p>");
            return;
        }
        var curves = figures.curves().curves();
        var point = figures.curves().policy();
        out.format(
                Locale.ROOT,
                "<p>%,d prompts answered both ways and graded. As the policy has it, accuracy is %.1f %% at %.1f %% of always-thinking's cost.</p>",
                figures.curves().prompts(),
                100 * point.accuracy(),
                100 * point.cost());
        out.format("<figure>%s<ul>", chart(curves, point));
        curves.keySet().forEach(name -> legend(STYLES.getOrDefault(name, ""), name));
        legend("random", "at random, expected");
        out.format("</ul></figure>");
    }

    private String chart(Map<String, List<At>> curves, At point) {
        var all =
                curves.values().stream()
                        .flatMap(List::stream)
                        .mapToDouble(At::accuracy)
                        .summaryStatistics();
        var room = Math.max(0.005, 0.04 * (all.getMax() - all.getMin()));
        var fast = figures.curves().allFast();
        var thinking = figures.curves().allThinking();
        var chart =
                new Chart(
                        Range.of(0, 1),
                        Range.of(all.getMin() - room, all.getMax() + room),
                        "cost, of what always-thinking costs",
                        "accuracy");
        chart.line("random", List.of(point(fast), point(thinking)));
        curves.forEach((name, curve) ->
                chart.line(
                        STYLES.getOrDefault(name, ""),
                        curve.stream().map(ReportPage::point).toList()));
        chart.dot("model", point(point), "policy");
        chart.dot("", point(fast), "always fast");
        chart.dot("", point(thinking), "always thinking");
        return chart.svg("Accuracy against cost");
    }

    private static Point point(At at) {
        return new Point(Math.min(1, at.cost()), at.accuracy());
    }

    private void legend(String style, String name) {
        out.format(
                "<li><svg viewBox='0 0 30 10'><line class='line %s' x1='0' x2='30' y1='5' y2='5'/></svg>%s</li>",
                style, Chart.escaped(name));
    }

    private void costs() {
        var summary = figures.summary();
        out.format("<h2>Cost</h2>");
        if (figures.pairs() > 0) {
            out.format(
                    Locale.ROOT,
                    "<p>$%.6f for both ways of every prompt.</p>",
                    summary.costNanos() / NANOS);
        } else {
            saved();
        }
        out.format(
                "<table><tr><th>route</th><th>answers</th><th>reasoning tokens</th><th>answer tokens</th><th>cost $</th><th></th></tr>");
        summary.routes()
                .forEach((route, of) -> {
                    out.format(
                            Locale.ROOT,
                            "<tr><td>%s</td><td>%,d</td><td>%,d</td><td>%,d</td><td>%.6f</td>",
                            name(route),
                            of.prompts(),
                            of.reasoningTokens(),
                            of.answerTokens(),
                            of.costNanos() / NANOS);
                    bar((double) of.costNanos() / Math.max(1, summary.costNanos()));
                });
        out.format("</table>");
    }

    private void saved() {
        var summary = figures.summary();
        out.format(
                Locale.ROOT,
                "<p>$%.6f; always thinking would be about $%.6f: %.1f %% saved.</p>",
                summary.costNanos() / NANOS,
                summary.alwaysThinkingCostNanos() / NANOS,
                100 * summary.saved());
    }

    private void bar(double share) {
        out.format(
                Locale.ROOT,
                "<td class=\"wide\"><span class=\"bar\" style=\"width:%.1f%%\"></span></td></tr>",
                100 * share);
    }

    private void verdicts() {
        if (figures.graded().isEmpty()) {
            return;
        }
        out.format(
                "<h2>Verdicts</h2><table><tr><th>route</th><th>graded</th><th>accuracy</th></tr>");
        for (var route : Route.values()) {
            var of = figures.graded().get(route);
            if (of != null) {
                out.format(
                        Locale.ROOT,
                        "<tr><td>%s</td><td>%,d</td><td>%.1f %%</td></tr>",
                        name(route),
                        of.answers(),
                        100 * of.accuracy());
            }
        }
        out.format("</table>");
    }

    private void helped() {
        if (figures.helped().isEmpty()) {
            return;
        }
        out.format(
                "<h2>Where thinking helped</h2><p>Thinking was right where fast was wrong, in prompts, by the policy's route.</p>");
        out.format("<table><tr><th>the policy says</th><th>helped</th><th>did not</th></tr>");
        for (var route : Route.values()) {
            var of = figures.helped().get(route);
            if (of != null) {
                out.format(
                        Locale.ROOT,
                        "<tr><td>%s</td><td>%,.1f</td><td>%,.1f</td></tr>",
                        name(route),
                        of.helped(),
                        of.not());
            }
        }
        out.format("</table>");
    }

    private void latencies() {
        out.format(
                "<h2>Latency by stage, ms</h2><table><tr><th>stage</th><th>route</th><th>p50</th><th>p95</th><th>p99</th></tr>");
        for (var stage : Stage.values()) {
            figures.summary().routes().forEach((route, of) -> latency(stage, route, of));
        }
        out.format("</table>");
    }

    private void latency(Stage stage, Route route, OfRoute of) {
        out.format("<tr><td>%s</td><td>%s</td>", stage.title(), name(route));
        for (var percentile : PERCENTILES) {
            out.format(Locale.ROOT, "<td>%,.1f</td>", of.micros(stage, percentile) / MILLI);
        }
        out.format("</tr>");
    }

    private void thoughts() {
        var thoughts = figures.thoughts();
        if (thoughts.isEmpty()) {
            return;
        }
        var most = thoughts.stream().mapToLong(ReplayFigures.Thoughts::count).max().orElse(1);
        out.format(
                "<h2>Length of thoughts</h2><table><tr><th>reasoning tokens</th><th>answers</th><th></th></tr>");
        for (var bin : thoughts) {
            out.format(Locale.ROOT, "<tr><td>%s</td><td>%,d</td>", bin.title(), bin.count());
            bar((double) bin.count() / most);
        }
        out.format("</table>");
    }

    private void reasons(String title, Map<String, Long> reasons) {
        if (reasons.isEmpty()) {
            return;
        }
        out.format("<h2>%s</h2><table>", title);
        reasons.forEach((reason, count) -> pairRow(reason, count(count)));
        out.format("</table>");
    }

    private static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static String name(Route route) {
        return route.name().toLowerCase(Locale.ROOT);
    }
}
