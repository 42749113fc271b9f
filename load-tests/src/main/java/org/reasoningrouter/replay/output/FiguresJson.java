package org.reasoningrouter.replay.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import org.reasoningrouter.local.SummaryJson;
import org.reasoningrouter.wire.Route;

/// The figures of a replay for a script.
public final class FiguresJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private FiguresJson() {}

    public static String of(ReplayAccount account, ReplayFigures figures) throws IOException {
        var json = JSON.createObjectNode();
        json.put("simulated", figures.summary().simulated() > 0);
        if (figures.summary().simulated() > 0) {
            json.put("warning", ReplayAccount.SIMULATED);
        }
        var about = json.putObject("replay");
        account.about().forEach(about::put);
        json.put("rows", account.rows());
        json.put("written", figures.rows());
        json.put("unsent", account.unsent());
        json.put("stoppedAtMaxCost", account.costStopped());
        json.put("fallbacks", figures.fallbacks());
        counts(json, "refused", figures.refused());
        graded(json, figures);
        counts(json, "ungraded", figures.ungraded());
        if (!figures.curves().isEmpty()) {
            pairs(json, figures);
        }
        json.put("digest", account.digest());
        json.set("answers", answers(figures));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json);
    }

    private static ObjectNode answers(ReplayFigures figures) throws JsonProcessingException {
        var answers = (ObjectNode) JSON.readTree(SummaryJson.of(figures.summary()));
        return figures.pairs() > 0 ? answers.without("saved") : answers; // both ways were paid
    }

    private static void counts(ObjectNode json, String name, Map<String, Long> counts) {
        var object = json.putObject(name);
        counts.forEach(object::put);
    }

    private static void graded(ObjectNode json, ReplayFigures figures) {
        var graded = json.putObject("graded");
        for (var route : Route.values()) {
            var of = figures.graded().get(route);
            if (of != null) {
                graded.putObject(route.name())
                        .put("answers", of.answers())
                        .put("accuracy", of.accuracy());
            }
        }
    }

    private static void pairs(ObjectNode json, ReplayFigures figures) {
        var curves = figures.curves();
        var pairs = json.putObject("pairs");
        pairs.put("prompts", figures.pairs()).put("compared", curves.prompts());
        point(pairs, "fast", curves.allFast());
        point(pairs, "thinking", curves.allThinking());
        point(pairs, "policy", curves.policy());
        var helped = pairs.putObject("helped");
        figures.helped()
                .forEach((route, of) ->
                        helped.putObject(route.name())
                                .put("helped", of.helped())
                                .put("not", of.not()));
    }

    private static void point(ObjectNode json, String name, CostCurves.At at) {
        json.putObject(name).put("costShare", at.cost()).put("accuracy", at.accuracy());
    }
}
