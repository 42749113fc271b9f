package org.reasoningrouter.local;

import java.util.Formatter;
import java.util.Locale;
import org.reasoningrouter.local.Summary.OfRoute;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.wire.Status;

/// A summary for a person.
public final class SummaryTable {

    private static final double NANOS = 1e9;
    private static final double MILLI = 1e3;

    private final Summary summary;
    private final Formatter out = new Formatter(Locale.ROOT);

    private SummaryTable(Summary summary) {
        this.summary = summary;
    }

    public static String of(Summary summary) {
        var table = new SummaryTable(summary);
        table.answers();
        table.costs();
        table.failures();
        return table.out.toString();
    }

    /// Of prompts that were each asked both ways, which saves nothing.
    public static String ofBothWays(Summary summary) {
        var table = new SummaryTable(summary);
        table.answers();
        table.bothCosts();
        table.failures();
        return table.out.toString();
    }

    private void answers() {
        counts();
        routes();
        latencies();
    }

    private void counts() {
        out.format(
                "%,d results: %,d answered, %,d failed, %,d expired, %,d rejected%n",
                summary.results(),
                summary.count(Status.ANSWERED),
                summary.count(Status.FAILED),
                summary.count(Status.EXPIRED),
                summary.count(Status.REJECTED));
        if (summary.simulated() > 0) {
            out.format(
                    "%,d answers are SIMULATED: their text, tokens and times come from a stand-in"
                            + " server, so the costs are no real ones%n",
                    summary.simulated());
        }
    }

    private void routes() {
        out.format("%n");
        out.format(
                "%-10s %9s %7s %10s %9s %15s %13s %12s%n",
                "route",
                "prompts",
                "share",
                "mean score",
                "p50 score",
                "reasoning tokens",
                "answer tokens",
                "cost $");
        summary.routes().forEach(this::route);
    }

    private void route(Route route, OfRoute of) {
        out.format(
                "%-10s %,9d %6.1f%% %10s %9s %,16d %,13d %12.6f%n",
                name(route),
                of.prompts(),
                100.0 * of.prompts() / summary.results(),
                of.scored() == 0 ? "-" : decimal(of.meanScore()),
                of.scored() == 0 ? "-" : decimal(of.medianScore()),
                of.reasoningTokens(),
                of.answerTokens(),
                of.costNanos() / NANOS);
    }

    private void latencies() {
        out.format("%n");
        out.format("%-10s %-14s %10s %10s %10s%n", "route", "stage", "p50 ms", "p95 ms", "p99 ms");
        summary.routes().forEach(this::latencies);
    }

    private void latencies(Route route, OfRoute of) {
        for (var stage : Stage.values()) {
            out.format(
                    "%-10s %-14s %,10.1f %,10.1f %,10.1f%n",
                    name(route),
                    stage.title(),
                    of.micros(stage, 50) / MILLI,
                    of.micros(stage, 95) / MILLI,
                    of.micros(stage, 99) / MILLI);
        }
    }

    private void costs() {
        out.format("%n");
        out.format(
                "cost $%.6f; always thinking would be about $%.6f: %.1f%% saved%n",
                summary.costNanos() / NANOS,
                summary.alwaysThinkingCostNanos() / NANOS,
                100 * summary.saved());
    }

    private void bothCosts() {
        out.format("%n");
        out.format("cost $%.6f for both ways of every prompt%n", summary.costNanos() / NANOS);
    }

    private void failures() {
        if (summary.failures().isEmpty()) {
            return;
        }
        out.format("%n");
        out.format("not answered:%n");
        summary.failures().forEach((reason, count) -> out.format("%,9d %s%n", count, reason));
    }

    private static String name(Route route) {
        return route.name().toLowerCase(Locale.ROOT);
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
