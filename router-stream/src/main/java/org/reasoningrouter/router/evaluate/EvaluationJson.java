package org.reasoningrouter.router.evaluate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.reasoningrouter.router.evaluate.Bootstrap.Interval;
import org.reasoningrouter.router.evaluate.Evaluation.Judged;
import org.reasoningrouter.router.evaluate.OutcomeJoin.LeftOut;
import org.reasoningrouter.router.evaluate.PolicyVerdict.Figure;

/// An evaluation for a script. What is no number is null.
final class EvaluationJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private EvaluationJson() {}

    static String of(Evaluation evaluation, LeftOut leftOut, Optional<PolicyVerdict> verdict) {
        var json = JSON.createObjectNode();
        json.put("model", evaluation.model());
        json.put("prompts", evaluation.prompts());
        json.putObject("leftOut")
                .put("cutOff", leftOut.cutOff())
                .put("untried", leftOut.untried())
                .put("broken", leftOut.broken())
                .put("outcomesWithoutScore", leftOut.unscored())
                .put("scoresWithoutOutcome", leftOut.unknown())
                .put("scoresWithError", leftOut.failed());
        put(json, "alwaysFast", evaluation.alwaysFast());
        put(json, "alwaysThinking", evaluation.alwaysThinking());
        interval(json, "gapInterval", evaluation.gap());
        point(json, evaluation);
        var orders = json.putArray("orders");
        evaluation.orders().forEach(order -> orders.add(order(order)));
        measures(json.putObject("randomExpected"), evaluation.random());
        reliability(json, evaluation);
        verdict.ifPresent(it -> policy(json.putObject("policy"), it));
        return json.toString();
    }

    private static void policy(ObjectNode json, PolicyVerdict verdict) {
        json.put("version", verdict.versions().getFirst());
        var versions = json.putArray("versions");
        verdict.versions().forEach(versions::add);
        var rows = json.putArray("rows");
        for (var row : verdict.rows()) {
            var one = rows.addObject().put("name", row.name());
            figure(one, "share", row.share());
            figure(one, "accuracy", row.accuracy());
            figure(one, "loss", row.loss());
            figure(one, "policyMinusThis", row.behind());
            row.tokens().ifPresent(tokens -> figure(one, "tokens", tokens));
        }
    }

    private static void figure(ObjectNode json, String name, Figure figure) {
        put(json, name, figure.value());
        interval(json, name + "Interval", figure.interval());
    }

    private static void point(ObjectNode json, Evaluation evaluation) {
        var point = evaluation.point();
        var at = json.putObject("atThreshold");
        put(at, "threshold", evaluation.threshold());
        put(at, "share", point.at().share());
        interval(at, "shareInterval", point.share());
        put(at, "accuracy", point.at().accuracy());
        interval(at, "accuracyInterval", point.accuracy());
        put(at, "kept", point.at().kept());
        interval(at, "keptInterval", point.kept());
        var confusion = evaluation.confusion();
        var table = at.putObject("confusion");
        put(table, "thinksHelped", confusion.thinksHelped());
        put(table, "thinksNotHelped", confusion.thinksNot());
        put(table, "fastHelped", confusion.fastHelped());
        put(table, "fastNotHelped", confusion.fastNot());
        put(table, "recall", confusion.recall());
        put(table, "precision", confusion.precision());
    }

    private static ObjectNode order(Judged order) {
        var json = JSON.createObjectNode().put("name", order.name());
        measures(json, order.value());
        var intervals = json.putObject("intervals");
        order.interval().forEach((measure, of) -> interval(intervals, name(measure), of));
        if (!order.lead().isEmpty()) {
            var lead = json.putObject("modelMinusThis");
            order.lead().forEach((measure, of) -> interval(lead, name(measure), of));
        }
        var curve = json.putArray("accuracyByShare");
        for (var accuracy : order.curve()) {
            curve.add(accuracy);
        }
        return json;
    }

    private static void reliability(ObjectNode json, Evaluation evaluation) {
        var bins = json.putArray("reliability");
        for (var bin : evaluation.reliability()) {
            var one = bins.addObject();
            put(one, "score", bin.score());
            put(one, "helped", bin.helped());
            one.put("prompts", bin.prompts());
        }
    }

    private static void measures(ObjectNode json, Map<Measure, Double> values) {
        values.forEach((measure, value) -> put(json, name(measure), value));
    }

    private static String name(Measure measure) {
        return switch (measure) {
            case KEEPS_95 -> "keeps95";
            case ACCURACY -> "accuracyAtShare";
            case AUROC, APGR, CPT50, CPT80 -> measure.name().toLowerCase(Locale.ROOT);
        };
    }

    private static void interval(ObjectNode json, String name, Interval interval) {
        var ends = json.putArray(name);
        for (var end : new double[] {interval.low(), interval.high()}) {
            if (Double.isFinite(end)) {
                ends.add(end);
            } else {
                ends.addNull();
            }
        }
    }

    private static void put(ObjectNode json, String name, double value) {
        if (Double.isFinite(value)) {
            json.put(name, value);
        } else {
            json.putNull(name);
        }
    }
}
