package org.reasoningrouter.router.decide;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.reasoningrouter.wire.Lane;

/// Reads and writes one of a policy file's `thresholds`.
final class ThresholdConfig {

    private static final Set<String> KEYS = Set.of("tenant", "lane", "language", "threshold");

    private static final String WHERE = "thresholds";

    private ThresholdConfig() {}

    static ThresholdRule read(Object item) {
        if (!(item instanceof Map<?, ?> rule)) {
            throw new IllegalArgumentException("one of thresholds must be a map: " + item);
        }
        PolicyConfig.requireKnown(rule, KEYS, "thresholds.");
        return new ThresholdRule(
                text(rule, "tenant", WHERE),
                text(rule, "lane", WHERE).map(word -> lane(word, WHERE)),
                text(rule, "language", WHERE),
                PolicyConfig.number(rule.get("threshold"), "thresholds.threshold").doubleValue());
    }

    // A tenant may be a number, and YAML takes the language `no` for false.
    /// @param where the rule stands in the policy
    static Optional<String> text(Map<?, ?> rule, String key, String where) {
        return Optional.<Object>ofNullable(rule.get(key))
                .map(it -> {
                    if (it instanceof Boolean) {
                        throw new IllegalArgumentException(
                                "%s.%s must be a text, in quotes where YAML reads it as true or false"
                                        .formatted(where, key));
                    }
                    return it.toString();
                });
    }

    static Lane lane(String word, String where) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "interactive" -> Lane.INTERACTIVE;
            case "bulk" -> Lane.BULK;
            default ->
                    throw new IllegalArgumentException(
                            where + ".lane must be interactive or bulk: " + word);
        };
    }
}
