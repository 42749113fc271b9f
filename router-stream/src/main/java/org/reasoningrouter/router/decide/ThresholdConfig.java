package org.reasoningrouter.router.decide;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.reasoningrouter.wire.Lane;

/// Reads and writes one of a policy file's `thresholds`.
final class ThresholdConfig {

    private static final Set<String> KEYS = Set.of("tenant", "lane", "language", "threshold");

    private ThresholdConfig() {}

    static ThresholdRule read(Object item) {
        if (!(item instanceof Map<?, ?> rule)) {
            throw new IllegalArgumentException("one of thresholds must be a map: " + item);
        }
        PolicyConfig.requireKnown(rule, KEYS, "thresholds.");
        return new ThresholdRule(
                text(rule, "tenant"),
                text(rule, "lane").map(ThresholdConfig::lane),
                text(rule, "language"),
                PolicyConfig.number(rule.get("threshold"), "thresholds.threshold").doubleValue());
    }

    // A tenant may be a number, and YAML takes the language `no` for false.
    private static Optional<String> text(Map<?, ?> rule, String key) {
        return Optional.<Object>ofNullable(rule.get(key))
                .map(it -> {
                    if (it instanceof Boolean) {
                        throw new IllegalArgumentException(
                                "thresholds.%s must be a text, in quotes where YAML reads it as true or false"
                                        .formatted(key));
                    }
                    return it.toString();
                });
    }

    private static Lane lane(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "interactive" -> Lane.INTERACTIVE;
            case "bulk" -> Lane.BULK;
            default ->
                    throw new IllegalArgumentException(
                            "thresholds.lane must be interactive or bulk: " + word);
        };
    }
}
