package org.reasoningrouter.router.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;
import java.util.Optional;
import org.reasoningrouter.wire.Route;

/// A line of `{id, score, route, propensity, reward}`, with tenant, lane, language and `shadow` if
/// there.
final class LoggedDecisionJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private LoggedDecisionJson() {}

    /// @throws IllegalArgumentException that says what is wrong with the line
    static LoggedDecision read(String line) {
        try {
            var json = JSON.readTree(line);
            if (!json.isObject()) {
                throw new IllegalArgumentException("not a JSON object");
            }
            return new LoggedDecision(
                    json.path("id").asText(""),
                    AskerJson.read(json),
                    number(json.path("score")),
                    route("route", json.path("route")),
                    number(json.path("propensity")),
                    reward(json.path("reward")),
                    Optional.of(json.path("shadow").path("route"))
                            .filter(it -> !it.isMissingNode())
                            .map(it -> route("shadow.route", it)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a JSON object", e);
        }
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
