package org.reasoningrouter.router.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.reasoningrouter.router.evaluate.Chart.Point;
import org.reasoningrouter.router.evaluate.Chart.Range;
import org.reasoningrouter.router.evaluate.Evaluation.Judged;

/// An evaluation as a page that stands alone: accuracy against the share that thinks, the model
/// among its controls, and how the score compares with what happened. Nothing is fetched and
/// nothing runs.
final class Picture {

    private static final Map<String, String> STYLES =
            Map.of(
                    Evaluation.MODEL, "model",
                    Controls.LENGTH, "length",
                    Controls.SYMBOLS, "symbols",
                    Controls.DOMAIN, "domain",
                    Controls.ORACLE, "oracle");

    private static final String PAGE =
            """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>Routing evaluation</title>
            <style>
            :root { color-scheme: light dark; --ink: #1c2430; --soft: #667085; --grid: #e6e9ef; --paper: #ffffff;
              --model: #1f5fd6; --length: #0d8f6f; --symbols: #8a4fd0; --domain: #d07a12; --oracle: #a3abb8; }
            @media (prefers-color-scheme: dark) { :root { --ink: #e7eaf0; --soft: #98a2b3; --grid: #2b3340; --paper: #14181f;
              --model: #6ea0ff; --length: #3fc7a2; --symbols: #b88cf2; --domain: #f0a84a; --oracle: #6b7484; } }
            body { margin: 2rem auto; max-width: 980px; padding: 0 1rem; background: var(--paper); color: var(--ink);
              font: 15px/1.5 system-ui, sans-serif; }
            h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 0; } p { color: var(--soft); margin: .3rem 0 1rem; }
            .small { max-width: 620px; }
            figure { margin: 0; display: flex; flex-wrap: wrap; gap: 1rem; align-items: center; } svg { flex: 1 1 560px; width: 100%; }
            text { fill: var(--soft); font: 12px system-ui, sans-serif; } .title { font-size: 13px; } .mid { text-anchor: middle; } .end { text-anchor: end; }
            .name { fill: var(--ink); font-weight: 600; }
            .halo { font-weight: 600; fill: var(--paper); stroke: var(--paper); stroke-width: 5px; stroke-linejoin: round; }
            .grid { stroke: var(--grid); } .line { fill: none; stroke-width: 1.8; stroke-linejoin: round; stroke: var(--soft); } .dot { stroke: var(--paper); stroke-width: 2; fill: var(--soft); }
            .model { stroke: var(--model); stroke-width: 3.2; } .dot.model { fill: var(--model); stroke: var(--paper); } .span { stroke-width: 2; stroke: var(--model); opacity: .55; }
            .length { stroke: var(--length); } .symbols { stroke: var(--symbols); } .domain { stroke: var(--domain); }
            .oracle { stroke: var(--oracle); stroke-dasharray: 2 4; } .random { stroke-dasharray: 7 5; }
            ul { list-style: none; margin: 0; padding: 0; } li { display: flex; align-items: center; gap: .5rem; white-space: nowrap; }
            li svg { flex: none; width: 30px; height: 10px; } li b { font-weight: 600; }
            pre { overflow-x: auto; font: 12.5px/1.45 ui-monospace, monospace; padding: 1rem; border: 1px solid var(--grid); border-radius: 8px; }
            </style></head><body>
            <h1>Accuracy against the share that thinks</h1><p>{{summary}}</p>
            <figure>{{curves}}<ul>{{legend}}</ul></figure>
            <h2>Score against what happened</h2><p>Ten groups of prompts by score; on the line, the score is the probability that thinking helps.</p>
            <figure class="small">{{reliability}}</figure>
            <h2>Figures</h2>
            <pre>{{table}}</pre>
            </body></html>
            """;

    private final Evaluation evaluation;

    private Picture(Evaluation evaluation) {
        this.evaluation = evaluation;
    }

    /// @param table the same as text, to stand below
    static String of(Evaluation evaluation, String table) {
        var picture = new Picture(evaluation);
        return PAGE.replace("{{summary}}", Chart.escaped(picture.summary()))
                .replace("{{curves}}", picture.curves())
                .replace("{{legend}}", picture.legend())
                .replace("{{reliability}}", picture.reliability())
                .replace("{{table}}", Chart.escaped(table));
    }

    private String summary() {
        return String.format(
                Locale.ROOT,
                "%,d prompts, model %s. At threshold %.3f, %.1f %% think and %.1f %% of always-thinking's accuracy is kept.",
                evaluation.prompts(),
                evaluation.model(),
                evaluation.threshold(),
                100 * evaluation.point().at().share(),
                100 * evaluation.point().at().kept());
    }

    private String curves() {
        var chart =
                new Chart(Range.of(0, 1), accuracies(), "share of prompts that think", "accuracy");
        chart.line(
                "random",
                List.of(
                        new Point(0, evaluation.alwaysFast()),
                        new Point(1, evaluation.alwaysThinking())));
        for (var order : evaluation.orders().reversed()) {
            if (STYLES.containsKey(order.name())) {
                chart.line(STYLES.getOrDefault(order.name(), ""), points(order));
            }
        }
        var point = evaluation.point();
        chart.span("span", point.at().share(), point.accuracy().low(), point.accuracy().high());
        chart.dot("model", new Point(point.at().share(), point.at().accuracy()), "threshold");
        chart.dot("", new Point(0, evaluation.alwaysFast()), "always fast");
        chart.dot("", new Point(1, evaluation.alwaysThinking()), "always thinking");
        return chart.svg("Accuracy against the share of prompts that think");
    }

    private Range accuracies() {
        var span = evaluation.point().accuracy();
        var curves = evaluation.orders().stream().flatMap(order -> order.curve().stream());
        var all =
                Stream.concat(curves, Stream.of(span.low(), span.high()))
                        .mapToDouble(Double::doubleValue)
                        .summaryStatistics();
        var room = Math.max(0.005, 0.04 * (all.getMax() - all.getMin()));
        return Range.of(all.getMin() - room, all.getMax() + room);
    }

    private static List<Point> points(Judged order) {
        var points = new ArrayList<Point>();
        for (var i = 0; i < order.curve().size(); i++) {
            points.add(new Point((double) i / (order.curve().size() - 1), order.curve().get(i)));
        }
        return points;
    }

    private String legend() {
        var legend = new StringBuilder();
        for (var order : evaluation.orders()) {
            if (STYLES.containsKey(order.name())) {
                var apgr = order.value().getOrDefault(Measure.APGR, Double.NaN);
                legend.append(entry(STYLES.getOrDefault(order.name(), ""), order.name(), apgr));
            }
        }
        return legend.append(entry("random", "random, expected", 0.5)).toString();
    }

    private static String entry(String style, String name, double apgr) {
        return String.format(
                Locale.ROOT,
                "<li><svg viewBox='0 0 30 10'><line class='line %s' x1='0' x2='30' y1='5' y2='5'/></svg><b>%s</b> APGR %s</li>",
                style,
                Chart.escaped(name),
                Double.isFinite(apgr) ? String.format(Locale.ROOT, "%.3f", apgr) : "-");
    }

    private String reliability() {
        var most =
                evaluation.reliability().stream()
                        .mapToDouble(bin -> Math.max(bin.score(), bin.helped()))
                        .max()
                        .orElse(1);
        var range = Range.of(0, Math.max(0.1, most));
        var chart = new Chart(range, range, "mean score", "thinking helped");
        chart.line("random", List.of(new Point(0, 0), new Point(range.high(), range.high())));
        var points =
                evaluation.reliability().stream()
                        .map(bin -> new Point(bin.score(), bin.helped()))
                        .toList();
        chart.line("model", points);
        points.forEach(point -> chart.dot("model", point, ""));
        return chart.svg("Mean score against how often thinking helped");
    }
}
