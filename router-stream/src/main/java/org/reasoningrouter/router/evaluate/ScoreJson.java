package org.reasoningrouter.router.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.util.List;
import java.util.Optional;
import org.reasoningrouter.router.classify.Classification;
import org.reasoningrouter.router.classify.Classification.Failed;
import org.reasoningrouter.router.classify.Classification.Late;
import org.reasoningrouter.router.classify.Classification.NotAsked;
import org.reasoningrouter.router.classify.Classification.Scored;
import org.reasoningrouter.router.decide.Choice;
import org.reasoningrouter.router.decide.RoutingPolicy;
import org.reasoningrouter.router.evaluate.PromptLine.Broken;
import org.reasoningrouter.router.evaluate.PromptLine.Intact;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Reason;

/// What became of a prompt as one line of JSON.
///
/// `route` is where the policy would send the prompt if it came without an explicit mode: a hint in
/// its messages goes before its score, and without a score there is the fallback. `reason` says so
/// whenever it is not the score.
final class ScoreJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RoutingPolicy policy;
    private final List<String> labels;
    private final String modelVersion;

    ScoreJson(RoutingPolicy policy, List<String> labels, String modelVersion) {
        this.policy = policy;
        this.labels = List.copyOf(labels);
        this.modelVersion = modelVersion;
    }

    /// @param failed whether the line has an error
    record Line(String json, boolean failed) {}

    /// A line that `score` wrote, read again.
    ///
    /// @param model empty where the line names none
    record Read(String id, double score, String model) {}

    /// The score of a line; empty when it has none.
    static Optional<Read> read(String line) {
        try {
            var json = JSON.readTree(line);
            var id = json.path("id");
            return (id.isTextual() || id.isNumber()) && json.path("score").isNumber()
                    ? Optional.of(
                            new Read(
                                    id.asText(),
                                    json.get("score").asDouble(),
                                    json.path("model").asText("")))
                    : Optional.empty();
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }

    /// The id as text, be it a number or a text in JSON.
    static String idText(String id) {
        try {
            return JSON.readTree(id).asText();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("an id must be JSON", e);
        }
    }

    Line line(PromptLine line, Classification classification) {
        var json = JSON.createObjectNode();
        line.id()
                .ifPresentOrElse(
                        id -> json.putRawValue("id", new RawValue(id)),
                        () -> json.put("line", line.number()));
        var error =
                switch (line) {
                    case Broken(_, _, var why) -> Optional.of(why);
                    case Intact intact -> judged(json, intact, classification);
                };
        error.ifPresent(why -> json.put("error", why));
        return new Line(json.toString(), error.isPresent());
    }

    private Optional<String> judged(ObjectNode json, Intact line, Classification classification) {
        var error = error(classification);
        var choice = choice(line, classification);
        if (error.isEmpty() && classification instanceof Scored(var score, _, _, _, _)) {
            json.put("score", score.value());
        }
        json.put("route", choice.route().name());
        if (choice.reason() != Reason.SCORE) {
            json.put("reason", choice.reason().name());
        }
        if (classification instanceof Scored scored) {
            var scores = json.putObject("scores");
            var shares = scored.score().shares();
            for (var i = 0; i < shares.size(); i++) {
                scores.put(labels.get(i), shares.get(i));
            }
            json.put("tokens", scored.tokens()).put("truncated", scored.truncated());
        }
        json.put("model", modelVersion);
        return error;
    }

    private Choice choice(Intact line, Classification classification) {
        var id = line.id().map(ScoreJson::idText).orElse("");
        var prompt = Prompt.newBuilder().setPromptId(id).setMessages(line.messages()).build();
        return policy.choose(prompt, classification);
    }

    private static Optional<String> error(Classification classification) {
        return switch (classification) {
            case Scored scored ->
                    scored.score().isNumber()
                            ? Optional.empty()
                            : Optional.of("the model gave no number");
            case Failed(var cause) ->
                    Optional.of("the model failed on this prompt (%s)".formatted(cause));
            case Late _, NotAsked _ -> Optional.of("the model was not asked");
        };
    }
}
