package org.reasoningrouter.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.reasoningrouter.wire.Result;
import org.reasoningrouter.wire.ShadowDecision;
import org.reasoningrouter.wire.Timings;

/// One result to one JSON object, in the words of the wire records.
final class ResultJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ResultJson() {}

    static String line(Result result) {
        return write(result).toString();
    }

    private static ObjectNode write(Result result) {
        var decision = result.getDecision();
        var usage = result.getUsage();
        var json = JSON.createObjectNode();
        json.put("id", result.getPromptId());
        json.put("status", result.getStatus().name());
        result.getRoute().or(decision::getRoute).ifPresent(it -> json.put("route", it.name()));
        decision.getScore().ifPresent(it -> json.put("score", it));
        decision.getThreshold().ifPresent(it -> json.put("threshold", it));
        json.put("reason", decision.getReason().name());
        json.put("propensity", decision.getPropensity());
        json.put("policy", decision.getPolicyVersion());
        decision.getShadow().ifPresent(it -> shadow(json.putObject("shadow"), it));
        result.getFailure().ifPresent(it -> json.put("failure", it));
        result.getAnswer().ifPresent(it -> json.put("answer", it));
        result.getFinishReason().ifPresent(it -> json.put("finishReason", it));
        result.getModel().ifPresent(it -> json.put("model", it));
        json.put("inputTokens", usage.getInputTokens());
        json.put("reasoningTokens", usage.getReasoningTokens());
        json.put("answerTokens", usage.getAnswerTokens());
        json.put("costNanos", result.getCostNanos());
        json.put("alwaysThinkingCostNanos", result.getAlwaysThinkingCostNanos());
        json.put("simulated", result.getSimulated());
        json.put("degraded", result.getDegraded());
        json.put("tenant", result.getTenant());
        json.put("lane", result.getLane().name());
        json.set("timings", timings(result.getTimings()));
        result.getReference().ifPresent(it -> json.put("reference", it));
        var attributes = json.putObject("attributes");
        result.getAttributes().forEach(attributes::put);
        return json;
    }

    private static void shadow(ObjectNode json, ShadowDecision shadow) {
        json.put("policy", shadow.getPolicyVersion());
        json.put("model", shadow.getModelVersion());
        json.put("route", shadow.getRoute().name());
        shadow.getScore().ifPresent(it -> json.put("score", it));
    }

    private static ObjectNode timings(Timings timings) {
        var json = JSON.createObjectNode();
        for (var stage : Stage.values()) {
            stage.micros(timings).ifPresent(it -> json.put(stage.field() + "Micros", it));
        }
        return json;
    }
}
