package org.reasoningrouter.router.decide;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.router.decide.RoutingPolicy.Band;
import org.reasoningrouter.wire.Route;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/// Reads policy files, version 1 of their format.
public final class PolicyConfig {

    private static final Set<String> KEYS =
            Set.of(
                    "version",
                    "threshold",
                    "fallback",
                    "expectedThinkingTokens",
                    "budgets",
                    "hints",
                    "thresholds",
                    "exploration",
                    "model",
                    "calibration");

    private final Map<?, ?> values;

    private PolicyConfig(Map<?, ?> values) {
        this.values = values;
    }

    /// The policy of a file, or the one that ships with the router.
    ///
    /// @throws IllegalArgumentException with one line that names the file and what is wrong with it
    public static RoutingPolicy read(Optional<Path> file) {
        var source = file.map(Path::toString).orElse("the default policy");
        try (var in = open(file)) {
            return parse(source, in);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "policy.file cannot be read: "
                            + source
                            + " ("
                            + e.getClass().getSimpleName()
                            + ")",
                    e);
        }
    }

    private static InputStream open(Optional<Path> file) throws IOException {
        if (file.isPresent()) {
            return Files.newInputStream(file.get());
        }
        var shipped = PolicyConfig.class.getResourceAsStream("/policy.yml");
        if (shipped == null) {
            throw new IllegalStateException("policy.yml is not on the class path");
        }
        return shipped;
    }

    static RoutingPolicy parse(String source, InputStream in) {
        try {
            var yaml = new Yaml(new SafeConstructor(new LoaderOptions())).<Object>load(in);
            if (!(yaml instanceof Map<?, ?> values)) {
                throw new IllegalArgumentException("it must be a map of settings");
            }
            return new PolicyConfig(values).policy();
        } catch (YAMLException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "policy.file " + source + " is wrong: " + firstLine(e.getMessage()), e);
        }
    }

    private RoutingPolicy policy() {
        requireKnown(values, KEYS, "");
        return new RoutingPolicy(
                String.valueOf(value("version")),
                number(value("threshold"), "threshold").doubleValue(),
                route(),
                number(value("expectedThinkingTokens"), "expectedThinkingTokens").intValue(),
                budgets(),
                hints(),
                rules(),
                exploration(),
                optional("model").map(String::valueOf),
                optional("calibration").map(CalibrationConfig::read));
    }

    private List<ThresholdRule> rules() {
        return switch (optional("thresholds").orElse(List.of())) {
            case List<?> rules -> rules.stream().map(ThresholdConfig::read).toList();
            case Object other ->
                    throw new IllegalArgumentException("thresholds must be a list: " + other);
        };
    }

    private Exploration exploration() {
        return optional("exploration")
                .map(it -> new Exploration(number(it, "exploration").doubleValue()))
                .orElse(Exploration.NONE);
    }

    private Optional<Object> optional(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /// @param where before the key in what is said of it
    static void requireKnown(Map<?, ?> values, Set<String> known, String where) {
        for (var key : values.keySet()) {
            if (!known.contains(String.valueOf(key))) {
                throw new IllegalArgumentException("unknown key " + where + key);
            }
        }
    }

    private Route route() {
        var word = String.valueOf(value("fallback")).toUpperCase(Locale.ROOT);
        return switch (word) {
            case "FAST" -> Route.FAST;
            case "THINKING" -> Route.THINKING;
            default -> throw new IllegalArgumentException("fallback must be fast or thinking");
        };
    }

    private List<Band> budgets() {
        if (!(value("budgets") instanceof List<?> bands)) {
            throw new IllegalArgumentException("budgets must be a list");
        }
        return bands.stream().map(PolicyConfig::band).toList();
    }

    private static Band band(Object item) {
        if (!(item instanceof Map<?, ?> band)) {
            throw new IllegalArgumentException("a budget must have from and tokens: " + item);
        }
        requireKnown(band, Set.of("from", "tokens"), "budgets.");
        return new Band(
                number(band.get("from"), "from").doubleValue(),
                number(band.get("tokens"), "tokens").intValue());
    }

    private boolean hints() {
        if (!(value("hints") instanceof Boolean hints)) {
            throw new IllegalArgumentException("hints must be true or false");
        }
        return hints;
    }

    private Object value(String key) {
        var value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException(key + " is missing");
        }
        return value;
    }

    static Number number(@Nullable Object value, String key) {
        if (!(value instanceof Number number)) {
            throw new IllegalArgumentException(key + " must be a number: " + value);
        }
        return number;
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "" : message.lines().findFirst().orElse("");
    }
}
