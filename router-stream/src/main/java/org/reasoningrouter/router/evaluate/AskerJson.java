package org.reasoningrouter.router.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import org.reasoningrouter.router.decide.ThresholdRule.Asker;
import org.reasoningrouter.wire.Lane;

/// Who asked, as a recorded line may say: `tenant`, `lane`, and `language` or `lang`, or the
/// attribute `language` of a result.
final class AskerJson {

    private AskerJson() {}

    static Asker read(JsonNode json) {
        return new Asker(
                json.path("tenant").asText("default"),
                lane(json.path("lane").asText("interactive")),
                language(json));
    }

    private static String language(JsonNode json) {
        var attribute = json.path("attributes").path("language").asText("");
        return json.path("language").asText(json.path("lang").asText(attribute));
    }

    private static Lane lane(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "interactive" -> Lane.INTERACTIVE;
            case "bulk" -> Lane.BULK;
            default -> throw new IllegalArgumentException("lane must be interactive or bulk");
        };
    }
}
