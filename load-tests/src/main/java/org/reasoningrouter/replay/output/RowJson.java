package org.reasoningrouter.replay.output;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.reasoningrouter.local.Stage;
import org.reasoningrouter.replay.input.PromptSource;
import org.reasoningrouter.replay.output.ReplayRow.Pair;
import org.reasoningrouter.replay.output.ReplayRow.Refused;
import org.reasoningrouter.replay.output.ReplayRow.Sample;
import org.reasoningrouter.replay.output.ReplayRow.Single;
import org.reasoningrouter.router.decide.Choice;
import org.reasoningrouter.wire.Result;
import org.reasoningrouter.wire.Route;

/// One row of a replay as a JSON object, in the words of the wire records.
///
/// What a clock has measured, and how often a call had to be made, stands in `measured` and nowhere
/// else: without it, the same answers make the same bytes.
final class RowJson {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MEASURED = "measured";

    private RowJson() {}

    static ObjectNode of(ReplayRow row) {
        var json = JSON.createObjectNode();
        json.put("row", row.number());
        switch (row) {
            case Refused(_, var why) -> json.put("status", "REFUSED").put("failure", why);
            case Single single -> {
                json.put("id", single.prompt().getPromptId());
                sample(json, single.sample());
                prompt(json, single);
                json.set(MEASURED, measured(single.sample().result()));
            }
            case Pair pair -> pair(json, pair);
        }
        return json;
    }

    /// The same without what was measured.
    static String lasting(ObjectNode row) {
        var lasting = row.deepCopy();
        lasting.remove(MEASURED);
        for (var way : List.of("fast", "thinking")) {
            lasting.path(way).path("samples").forEach(it -> ((ObjectNode) it).remove(MEASURED));
        }
        return lasting.toString();
    }

    private static void pair(ObjectNode json, Pair pair) {
        json.put("id", pair.prompt().getPromptId());
        choice(json, pair.choice());
        json.put("classifier", pair.classifier());
        for (var route : Route.values()) {
            var way = json.putObject(route.name().toLowerCase(Locale.ROOT));
            put(way, "verdict", pair.score(route));
            way.put("costNanos", Math.round(pair.costNanos(route)));
            var samples = way.putArray("samples");
            for (var sample : pair.of(route)) {
                var each = samples.addObject();
                sample(each, sample);
                each.set(MEASURED, measured(sample.result()));
            }
        }
        json.put("tenant", pair.prompt().getTenant());
        pair.prompt().getReference().ifPresent(it -> json.put("reference", it));
        attributes(json, pair.prompt().getAttributes());
    }

    private static void choice(ObjectNode json, Choice choice) {
        json.put("route", choice.route().name());
        json.put("reason", choice.reason().name());
        choice.score().ifPresent(it -> json.put("score", it));
        choice.threshold().ifPresent(it -> json.put("threshold", it));
        choice.thinkingBudget().ifPresent(it -> json.put("thinkingBudget", it));
        json.put("propensity", choice.propensity());
    }

    private static void sample(ObjectNode json, Sample sample) {
        var result = sample.result();
        json.put("status", result.getStatus().name());
        result.getFailure().ifPresent(it -> json.put("failure", it));
        decision(json, result);
        result.getRoute().ifPresent(it -> json.put("answeredBy", it.name()));
        result.getAnswer().ifPresent(it -> json.put("answer", it));
        sample.verdict()
                .ifPresent(it -> {
                    put(json, "verdict", it.score());
                    json.put("grader", it.grader()).put("verdictDetail", it.detail());
                });
        result.getFinishReason().ifPresent(it -> json.put("finishReason", it));
        json.put("thinkingEnd", result.getThinkingEnd().name());
        result.getModel().ifPresent(it -> json.put("model", it));
        json.put("inputTokens", result.getUsage().getInputTokens());
        json.put("cachedTokens", result.getUsage().getCachedTokens());
        json.put("reasoningTokens", result.getUsage().getReasoningTokens());
        json.put("answerTokens", result.getUsage().getAnswerTokens());
        json.put("costNanos", result.getCostNanos());
        json.put("alwaysThinkingCostNanos", result.getAlwaysThinkingCostNanos());
        json.put("degraded", result.getDegraded());
        json.put("simulated", result.getSimulated());
    }

    private static void decision(ObjectNode json, Result result) {
        var decision = result.getDecision();
        decision.getRoute().ifPresent(it -> json.put("route", it.name()));
        json.put("reason", decision.getReason().name());
        decision.getScore().ifPresent(it -> json.put("score", it));
        decision.getThreshold().ifPresent(it -> json.put("threshold", it));
        decision.getThinkingBudget().ifPresent(it -> json.put("thinkingBudget", it));
        json.put("propensity", decision.getPropensity());
        json.put("truncated", decision.getTruncated());
        json.put("policy", decision.getPolicyVersion());
        json.put("classifier", decision.getModelVersion());
    }

    private static void prompt(ObjectNode json, Single row) {
        json.put("tenant", row.prompt().getTenant());
        row.prompt().getReference().ifPresent(it -> json.put("reference", it));
        attributes(json, row.prompt().getAttributes());
    }

    private static void attributes(ObjectNode json, Map<String, String> attributes) {
        var kept = json.putObject("attributes");
        new TreeMap<>(attributes)
                .forEach((name, value) -> {
                    if (!name.startsWith(PromptSource.RESERVED)) {
                        kept.put(name, value);
                    }
                });
    }

    private static ObjectNode measured(Result result) {
        var json = JSON.createObjectNode();
        json.put("attempts", result.getAttempts());
        json.put("receivedAt", result.getReceivedAt().toString());
        json.put("finishedAt", result.getFinishedAt().toString());
        for (var stage : Stage.values()) {
            stage.micros(result.getTimings())
                    .ifPresent(it -> json.put(stage.field() + "Micros", it));
        }
        return json;
    }

    private static void put(ObjectNode json, String name, OptionalDouble value) {
        value.ifPresent(it -> json.put(name, it));
    }
}
