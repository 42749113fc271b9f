package org.reasoningrouter.router.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.reasoningrouter.router.evaluate.OutcomeLine.Broken;
import org.reasoningrouter.router.evaluate.OutcomeLine.CutOff;
import org.reasoningrouter.router.evaluate.OutcomeLine.Run;
import org.reasoningrouter.router.evaluate.OutcomeLine.Untried;

/// One line of JSON to an outcome: `fast` and `thinking` as true and false or as shares of right
/// answers, under any of the names that recorded data has; or a map of models to `scores`, of which
/// the means of two sets are taken. One file has one reader.
final class OutcomeJson {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> FAST = List.of("fast", "fast_correct", "weak_correct");
    private static final List<String> THINKING =
            List.of("thinking", "thinking_correct", "strong_correct");

    private final List<String> fastModels;
    private final List<String> thinkingModels;
    private final Set<String> unseen = new LinkedHashSet<>();

    /// @param fastModels whose `scores` make an outcome without thinking; empty where lines name
    ///   outcomes themselves
    OutcomeJson(List<String> fastModels, List<String> thinkingModels) {
        this.fastModels = List.copyOf(fastModels);
        this.thinkingModels = List.copyOf(thinkingModels);
        unseen.addAll(fastModels);
        unseen.addAll(thinkingModels);
    }

    /// Models that were named and that no line so far names.
    Set<String> unseen() {
        return Set.copyOf(unseen);
    }

    OutcomeLine read(String line) {
        try {
            return outcome(JSON.readTree(line));
        } catch (JsonProcessingException _) {
            return new Broken("not JSON");
        } catch (IllegalArgumentException e) {
            return new Broken(String.valueOf(e.getMessage()));
        }
    }

    private OutcomeLine outcome(JsonNode json) {
        var id = json.path("id");
        if (!id.isTextual() && !id.isNumber()) {
            throw new IllegalArgumentException("id is missing");
        }
        if (json.path("thinking_truncated").asBoolean()
                || json.path("thinkingTruncated").asBoolean()) {
            return new CutOff();
        }
        var fast = fastModels.isEmpty() ? share(json, FAST) : mean(json, fastModels);
        var thinking =
                thinkingModels.isEmpty() ? share(json, THINKING) : mean(json, thinkingModels);
        if (fast.isEmpty() || thinking.isEmpty()) {
            return new Untried();
        }
        var text = Optional.ofNullable(json.get("text")).map(JsonNode::textValue);
        return new Run(
                id.asText(),
                domain(json),
                text,
                fast.getAsDouble(),
                thinking.getAsDouble(),
                new Circumstances(
                        AskerJson.read(json), tokens(json, "fast"), tokens(json, "thinking")));
    }

    private static OptionalDouble tokens(JsonNode json, String mode) {
        return Stream.of(mode + "_tokens", mode + "Tokens")
                .map(json::path)
                .filter(it -> it.isNumber() && it.asDouble() >= 0)
                .mapToDouble(JsonNode::asDouble)
                .findFirst();
    }

    private static String domain(JsonNode json) {
        return (json.path("source").asText("") + " " + json.path("task").asText("")).strip();
    }

    private static OptionalDouble share(JsonNode json, List<String> names) {
        return names.stream()
                .filter(json::hasNonNull)
                .mapToDouble(name -> share(name, json.get(name)))
                .findFirst();
    }

    private OptionalDouble mean(JsonNode json, List<String> models) {
        var scores = json.path("scores");
        unseen.removeIf(scores::has);
        return models.stream()
                .filter(scores::hasNonNull)
                .mapToDouble(model -> share("scores." + model, scores.get(model)))
                .average();
    }

    private static double share(String name, JsonNode value) {
        var share = value.isBoolean() ? (value.asBoolean() ? 1 : 0) : value.asDouble(Double.NaN);
        if (!(value.isBoolean() || value.isNumber()) || !(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(name + " must be 0 to 1, true or false");
        }
        return share;
    }
}
