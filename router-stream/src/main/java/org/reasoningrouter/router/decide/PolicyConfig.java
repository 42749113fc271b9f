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

    private static final String LEARNED = "learned";
    private static final String SHADOW = "shadow";
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
                    "calibration",
                    LimitsConfig.BUDGETS,
                    LimitsConfig.BACKLOG,
                    SHADOW,
                    LEARNED);
    private static final Set<String> SHADOW_KEYS = Set.of("policy", "model");
    private static final Set<String> LEARNED_KEYS = Set.of("finished", "expected", "budget");
    private static final Set<String> BUDGET_KEYS = Set.of("quantile", "price", "step", "floor");

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
            throw unreadable(source, e);
        }
    }

    private static IllegalArgumentException unreadable(String source, IOException e) {
        return new IllegalArgumentException(
                "policy.file cannot be read: " + source + " (" + e.getClass().getSimpleName() + ")",
                e);
    }

    /// What the policy of a file has beside it. The shadow of a shadow is not read.
    ///
    /// @throws IllegalArgumentException as [#read]
    public static Optional<ShadowFiles> shadow(Optional<Path> file) {
        var source = file.map(Path::toString).orElse("the default policy");
        try (var in = open(file)) {
            return values(in).shadowBeside(file);
        } catch (IOException e) {
            throw unreadable(source, e);
        } catch (YAMLException | IllegalArgumentException e) {
            throw wrong(source, e);
        }
    }

    /// A path is relative to the policy file's folder.
    private Optional<ShadowFiles> shadowBeside(Optional<Path> file) {
        return part(SHADOW, SHADOW_KEYS, "")
                .map(it ->
                        new ShadowFiles(
                                beside(file, it.shadowPolicy()),
                                it.optional("model")
                                        .map(String::valueOf)
                                        .map(model -> folderBeside(file, model))));
    }

    private String shadowPolicy() {
        return optional("policy")
                .map(String::valueOf)
                .orElseThrow(() -> new IllegalArgumentException("shadow.policy is missing"));
    }

    private static String folderBeside(Optional<Path> file, String model) {
        return model.startsWith("classpath:") ? model : beside(file, model).toString();
    }

    private static Path beside(Optional<Path> file, String path) {
        return file.map(it -> it.resolveSibling(path)).orElse(Path.of(path));
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
            return values(in).policy();
        } catch (YAMLException | IllegalArgumentException e) {
            throw wrong(source, e);
        }
    }

    private static PolicyConfig values(InputStream in) {
        var yaml = new Yaml(new SafeConstructor(new LoaderOptions())).<Object>load(in);
        if (!(yaml instanceof Map<?, ?> values)) {
            throw new IllegalArgumentException("it must be a map of settings");
        }
        requireKnown(values, KEYS, "");
        return new PolicyConfig(values);
    }

    private static IllegalArgumentException wrong(String source, RuntimeException e) {
        return new IllegalArgumentException(
                "policy.file " + source + " is wrong: " + firstLine(e.getMessage()), e);
    }

    private RoutingPolicy policy() {
        return new RoutingPolicy(
                String.valueOf(value("version")),
                number("threshold").doubleValue(),
                route(),
                number("expectedThinkingTokens").intValue(),
                budgets(),
                flag("hints"),
                part(LEARNED, LEARNED_KEYS, "").map(PolicyConfig::learning).orElse(Learning.OFF),
                rules(),
                exploration(),
                optional("model").map(String::valueOf),
                optional("calibration").map(CalibrationConfig::read),
                LimitsConfig.read(optional(LimitsConfig.BUDGETS), optional(LimitsConfig.BACKLOG)));
    }

    private Learning learning() {
        return new Learning(
                number("finished").intValue(),
                flag("expected"),
                part("budget", BUDGET_KEYS, LEARNED + ".").map(PolicyConfig::learnedBudget));
    }

    private LearnedBudget learnedBudget() {
        return new LearnedBudget(
                number("quantile").doubleValue(),
                number("price").doubleValue(),
                number("step").intValue(),
                number("floor").intValue());
    }

    /// A part that may be left out.
    ///
    /// @param where before the key in what is said of it
    private Optional<PolicyConfig> part(String key, Set<String> known, String where) {
        return optional(key)
                .map(part -> {
                    if (!(part instanceof Map<?, ?> map)) {
                        throw new IllegalArgumentException(
                                where + key + " must be a map of settings: " + part);
                    }
                    requireKnown(map, known, where + key + ".");
                    return new PolicyConfig(map);
                });
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

    private boolean flag(String key) {
        if (!(value(key) instanceof Boolean flag)) {
            throw new IllegalArgumentException(key + " must be true or false");
        }
        return flag;
    }

    private Number number(String key) {
        return number(value(key), key);
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
