package org.reasoningrouter.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.reasoningrouter.local.Summary.OfRoute;
import org.reasoningrouter.wire.Status;

/// A summary for a script.
public final class SummaryJson {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double[] PERCENTILES = {50, 95, 99};

    private SummaryJson() {}

    public static String of(Summary summary) {
        var json = JSON.createObjectNode();
        json.put("results", summary.results());
        for (var status : Status.values()) {
            json.put(status.name().toLowerCase(Locale.ROOT), summary.count(status));
        }
        json.put("simulated", summary.simulated());
        json.put("costNanos", summary.costNanos());
        json.put("alwaysThinkingCostNanos", summary.alwaysThinkingCostNanos());
        json.put("saved", summary.saved());
        var routes = json.putObject("routes");
        summary.routes().forEach((route, of) -> routes.set(route.name(), route(of)));
        var failures = json.putObject("failures");
        summary.failures().forEach(failures::put);
        return json.toString();
    }

    private static ObjectNode route(OfRoute of) {
        var json = JSON.createObjectNode();
        json.put("prompts", of.prompts());
        json.put("scored", of.scored());
        json.put("meanScore", of.meanScore());
        json.put("medianScore", of.medianScore());
        json.put("reasoningTokens", of.reasoningTokens());
        json.put("answerTokens", of.answerTokens());
        json.put("costNanos", of.costNanos());
        json.put("alwaysThinkingCostNanos", of.alwaysThinkingCostNanos());
        for (var stage : Stage.values()) {
            var micros = json.putObject(stage.field() + "Micros");
            for (var percentile : PERCENTILES) {
                micros.put("p" + (int) percentile, of.micros(stage, percentile));
            }
        }
        return json;
    }
}
