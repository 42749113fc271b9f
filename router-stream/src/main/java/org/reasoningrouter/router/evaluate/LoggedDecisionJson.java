package org.reasoningrouter.router.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;
import java.util.Optional;
import org.reasoningrouter.router.evaluate.LoggedLine.Judged;
import org.reasoningrouter.router.evaluate.LoggedLine.LeftOut;
import org.reasoningrouter.router.evaluate.LoggedLine.Why;
import org.reasoningrouter.wire.Route;

/// A line of `{id, score, route, propensity, reward}`, with tenant, lane, language and `shadow` if
/// there, or a result as `router local` and `router replay` write it, whose reward is its
/// `verdict`.
final class LoggedDecisionJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private LoggedDecisionJson() {}

    /// @throws IllegalArgumentException that says what is wrong with the line
    static LoggedLine read(String line) {
        try {
            var json = JSON.readTree(line);
            if (!json.isObject()) {
                throw new IllegalArgumentException("not a JSON object");
            }
            return whyNot(json)
                    .<LoggedLine>map(LeftOut::new)
                    .orElseGet(() -> new Judged(decision(json)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a JSON object", e);
        }
    }

    private static Optional<Why> whyNot(JsonNode json) {
        if (!json.hasNonNull("score")) {
            return Optional.of(Why.NO_SCORE);
        }
        if (json.path("degraded").asBoolean()) {
            return Optional.of(Why.DEGRADED);
        }
        return json.hasNonNull("reward") || json.hasNonNull("verdict")
                ? Optional.empty()
                : Optional.of(Why.NO_REWARD);
    }

    private static LoggedDecision decision(JsonNode json) {
        return new LoggedDecision(
                json.path("id").asText(""),
                AskerJson.read(json),
                number(json.path("score")),
                route("route", json.path("route")),
                number(json.path("propensity")),
                reward(json.hasNonNull("reward") ? json.path("reward") : json.path("verdict")),
                Optional.of(json.path("shadow").path("route"))
                        .filter(it -> !it.isMissingNode())
                        .map(it -> route("shadow.route", it)));
    }

    private static double reward(JsonNode value) {
        return value.isBoolean() ? (value.asBoolean() ? 1 : 0) : number(value);
    }

    private static double number(JsonNode value) {
        return value.isNumber() ? value.asDouble() : Double.NaN;
    }

    private static Route route(String field, JsonNode word) {
        return switch (word.asText("").toUpperCase(Locale.ROOT)) {
            case "FAST" -> Route.FAST;
            case "THINKING" -> Route.THINKING;
            default -> throw new IllegalArgumentException(field + " must be fast or thinking");
        };
    }
}
