package org.reasoningrouter.router.measure;

import java.io.Reader;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/// Reads a price list: YAML, a list of `{model, from, inputPerMillion, cachedInputPerMillion,
/// outputPerMillion}` in USD per million tokens, with at most nine decimals.
///
/// Without `cachedInputPerMillion` cached input costs as much as other input.
public final class PriceListConfig {

    private static final String INPUT = "inputPerMillion";
    private static final String CACHED = "cachedInputPerMillion";
    private static final String OUTPUT = "outputPerMillion";
    private static final Set<String> KEYS = Set.of("model", "from", INPUT, CACHED, OUTPUT);
    private static final int NANO_DECIMALS = 9;

    private PriceListConfig() {}

    /// The price list in this text.
    ///
    /// @throws IllegalArgumentException with one line that says which entry must be what
    public static PriceList parse(Reader yaml) {
        if (!(load(yaml) instanceof List<?> entries)) {
            throw new IllegalArgumentException("the price list must be a YAML list of prices");
        }
        return new PriceList(entries.stream().map(PriceListConfig::price).toList());
    }

    private static @Nullable Object load(Reader yaml) {
        try {
            return new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        } catch (YAMLException e) {
            throw new IllegalArgumentException(
                    "the price list is no YAML: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    e);
        }
    }

    private static Price price(@Nullable Object entry) {
        if (!(entry instanceof Map<?, ?> fields)) {
            throw new IllegalArgumentException(
                    "every entry of the price list must be a map: " + entry);
        }
        if (!KEYS.containsAll(fields.keySet())) {
            throw new IllegalArgumentException(
                    "a price has the keys "
                            + String.join(", ", KEYS.stream().sorted().toList())
                            + " and no other: "
                            + fields.keySet());
        }
        return new Price(
                required(fields, "model").toString(),
                instant(required(fields, "from")),
                nanos(INPUT, required(fields, INPUT)),
                nanos(CACHED, required(fields, fields.containsKey(CACHED) ? CACHED : INPUT)),
                nanos(OUTPUT, required(fields, OUTPUT)));
    }

    private static Object required(Map<?, ?> fields, String key) {
        var value = fields.get(key);
        if (value == null) {
            throw new IllegalArgumentException("a price lacks its " + key + ": " + fields);
        }
        return value;
    }

    // YAML reads an unquoted timestamp as a java.util.Date.
    private static Instant instant(Object value) {
        if (value instanceof Date date) {
            return date.toInstant();
        }
        try {
            return Instant.parse(value.toString());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "from must be an instant like 2026-01-01T00:00:00Z: " + value, e);
        }
    }

    // The shortest decimal of a double is what the file says, up to fifteen digits.
    private static long nanos(String key, Object value) {
        try {
            return new BigDecimal(Objects.toString(value))
                    .movePointRight(NANO_DECIMALS)
                    .longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    key + " must be a number with at most nine decimals: " + value, e);
        }
    }
}
