package org.reasoningrouter.router.evaluate;

import java.util.EnumSet;
import java.util.Formatter;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.reasoningrouter.router.evaluate.Bootstrap.Interval;
import org.reasoningrouter.router.evaluate.Evaluation.Judged;
import org.reasoningrouter.router.evaluate.OutcomeJoin.LeftOut;

/// An evaluation for a person.
final class EvaluationTable {

    private static final Set<Measure> LEADS =
            EnumSet.of(Measure.AUROC, Measure.APGR, Measure.KEEPS_95, Measure.ACCURACY);
    private static final int BAR = 40;

    private final Evaluation evaluation;
    private final Formatter out = new Formatter(Locale.ROOT);

    private EvaluationTable(Evaluation evaluation) {
        this.evaluation = evaluation;
    }

    static String of(Evaluation evaluation, LeftOut leftOut) {
        var table = new EvaluationTable(evaluation);
        table.prompts(leftOut);
        table.orders();
        table.leads();
        table.point();
        table.reliability();
        return table.out.toString();
    }

    private void prompts(LeftOut left) {
        out.format(
                "%,d prompts with outcome and score; model %s%n",
                evaluation.prompts(), evaluation.model());
        count(left.cutOff(), "runs left out: their thinking was cut off by its budget");
        count(left.untried(), "runs left out: not tried both ways");
        count(left.broken(), "lines of outcomes left out; the first, " + left.complaint());
        count(left.unscored(), "outcomes without a score");
        count(left.unknown(), "scores without an outcome");
        count(left.failed(), "scores that are errors");
        out.format(
                "always fast %s, always thinking %s: thinking gains %.1f points (95 %% interval %s)%n",
                percent(evaluation.alwaysFast()),
                percent(evaluation.alwaysThinking()),
                100 * (evaluation.alwaysThinking() - evaluation.alwaysFast()),
                interval(evaluation.gap(), true));
        if (!evaluation.hasGap()) {
            out.format(
                    "That interval holds zero: APGR and CPT are shares of next to nothing here and"
                            + " say little.%n");
        }
    }

    private void count(long count, String what) {
        if (count > 0) {
            out.format("%,d %s%n", count, what);
        }
    }

    private void orders() {
        out.format("%n%-20s", "order");
        for (var measure : Measure.values()) {
            out.format(" %10s", title(measure));
        }
        out.format("%n");
        evaluation.orders().forEach(order -> row(order.name(), order.value()));
        row("random, expected", evaluation.random());
        out.format("%-20s %65s%n", "always fast", percent(evaluation.alwaysFast()));
        out.format("%-20s %65s%n", "always thinking", percent(evaluation.alwaysThinking()));
    }

    private void row(String name, Map<Measure, Double> values) {
        out.format("%-20s", name);
        values.forEach((measure, value) -> out.format(" %10s", value(measure, value)));
        out.format("%n");
    }

    private String title(Measure measure) {
        return measure == Measure.ACCURACY
                ? "at %.1f %%".formatted(100 * evaluation.point().at().share())
                : measure.title();
    }

    private void leads() {
        out.format("%n95 %% intervals%n%-20s", "");
        LEADS.forEach(measure -> out.format(" %18s", title(measure)));
        out.format("%n%-20s", "model");
        var model = evaluation.orders().getFirst();
        LEADS.forEach(m ->
                out.format(
                        " %18s",
                        interval(model.interval().getOrDefault(m, Interval.NONE), m.isShare())));
        out.format("%n");
        evaluation.orders().stream().skip(1).forEach(this::lead);
    }

    private void lead(Judged order) {
        out.format("%-20s", "- " + order.name());
        LEADS.forEach(m ->
                out.format(
                        " %18s",
                        difference(order.lead().getOrDefault(m, Interval.NONE), m.isShare())));
        out.format("%n");
    }

    private void point() {
        var point = evaluation.point();
        out.format(
                "%nAt threshold %s: %s think (%s), accuracy %s (%s), %s of always thinking (%s)%n",
                number(evaluation.threshold()),
                percent(point.at().share()),
                interval(point.share(), true),
                percent(point.at().accuracy()),
                interval(point.accuracy(), true),
                percent(point.at().kept()),
                interval(point.kept(), true));
        var confusion = evaluation.confusion();
        out.format("%n%-20s %14s %14s%n", "prompts", "thinking helps", "it does not");
        confusion("think", confusion.thinksHelped(), confusion.thinksNot());
        confusion("stay fast", confusion.fastHelped(), confusion.fastNot());
        out.format(
                "of what thinking helps %s think; of what thinks it helps %s%n",
                percent(confusion.recall()), percent(confusion.precision()));
    }

    private void confusion(String route, double helped, double not) {
        out.format("%-20s %,14.1f %,14.1f%n", route, helped, not);
    }

    private void reliability() {
        out.format("%n%-12s %-16s %-8s%n", "mean score", "thinking helped", "prompts");
        for (var bin : evaluation.reliability()) {
            out.format(
                    "%-12s %-16s %-8d %s%n",
                    number(bin.score()),
                    number(bin.helped()),
                    bin.prompts(),
                    "█".repeat((int) Math.round(bin.helped() * BAR)));
        }
    }

    private static String value(Measure measure, double value) {
        return measure.isShare() ? percent(value) : number(value);
    }

    private static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : "-";
    }

    private static String percent(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.1f %%", 100 * value) : "-";
    }

    private static String interval(Interval interval, boolean share) {
        return share
                ? decimals("%.1f to %.1f", 100 * interval.low(), 100 * interval.high())
                : decimals("%.3f to %.3f", interval.low(), interval.high());
    }

    private static String difference(Interval interval, boolean share) {
        return share
                ? decimals("%+.1f to %+.1f", 100 * interval.low(), 100 * interval.high())
                : decimals("%+.3f to %+.3f", interval.low(), interval.high());
    }

    private static String decimals(String format, double low, double high) {
        return Double.isFinite(low) ? String.format(Locale.ROOT, format, low, high) : "-";
    }
}
