package org.reasoningrouter.router.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;
import org.reasoningrouter.wire.Route;

/// A line of `{id, score, route, propensity, reward}`, with tenant, lane and language if there.
final class LoggedDecisionJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private LoggedDecisionJson() {}

    /// @throws IllegalArgumentException that says what is wrong with the line
    static LoggedDecision read(String line) {
        try {
            var json = JSON.readTree(line);
            return new LoggedDecision(
                    json.path("id").asText(""),
                    AskerJson.read(json),
                    json.path("score").asDouble(Double.NaN),
                    route(json.path("route").asText("")),
                    json.path("propensity").asDouble(Double.NaN),
                    reward(json.path("reward")));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON", e);
        }
    }

    private static double reward(JsonNode value) {
        return value.isBoolean() ? (value.asBoolean() ? 1 : 0) : value.asDouble(Double.NaN);
    }

    private static Route route(String word) {
        return switch (word.toUpperCase(Locale.ROOT)) {
            case "FAST" -> Route.FAST;
            case "THINKING" -> Route.THINKING;
            default -> throw new IllegalArgumentException("route must be fast or thinking");
        };
    }
}
