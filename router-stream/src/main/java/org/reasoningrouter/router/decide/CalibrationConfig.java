package org.reasoningrouter.router.decide;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Reads and writes the `calibration` of a policy file.
final class CalibrationConfig {

    private static final Set<String> KEYS =
            Set.of(
                    "method",
                    "goal",
                    "limit",
                    "confidence",
                    "prompts",
                    "outcomes",
                    "scores",
                    "rates");

    private CalibrationConfig() {}

    static Calibrated read(Object item) {
        if (!(item instanceof Map<?, ?> values)) {
            throw new IllegalArgumentException("calibration must be a map: " + item);
        }
        PolicyConfig.requireKnown(values, KEYS, "calibration.");
        return new Calibrated(
                text(values, "method"),
                text(values, "goal"),
                number(values, "limit"),
                number(values, "confidence"),
                (int) number(values, "prompts"),
                text(values, "outcomes"),
                scores(values),
                rates(values));
    }

    static Map<String, Object> values(Calibrated calibrated) {
        var values = new LinkedHashMap<String, Object>();
        values.put("method", calibrated.method());
        values.put("goal", calibrated.goal());
        values.put("limit", calibrated.limit());
        values.put("confidence", calibrated.confidence());
        values.put("prompts", calibrated.prompts());
        values.put("outcomes", calibrated.outcomes());
        values.put("scores", calibrated.scores());
        if (!calibrated.rates().isEmpty()) {
            values.put("rates", rates(calibrated));
        }
        return values;
    }

    private static List<Double> scores(Map<?, ?> values) {
        if (!(values.get("scores") instanceof List<?> scores)) {
            throw new IllegalArgumentException("calibration.scores must be a list");
        }
        return scores.stream()
                .map(it -> PolicyConfig.number(it, "calibration.scores").doubleValue())
                .toList();
    }

    private static Map<String, Double> rates(Calibrated calibrated) {
        var rates = new TreeMap<String, Double>();
        calibrated.rates().forEach((rate, share) -> rates.put(rate.key(), share));
        return rates;
    }

    /// Policies that were made before rates were counted have none.
    private static Map<Rate, Double> rates(Map<?, ?> values) {
        if (values.get("rates") == null) {
            return Map.of();
        }
        if (!(values.get("rates") instanceof Map<?, ?> shares)) {
            throw new IllegalArgumentException("calibration.rates must be a map");
        }
        var known = Arrays.stream(Rate.values()).collect(Collectors.toMap(Rate::key, it -> it));
        PolicyConfig.requireKnown(shares, known.keySet(), "calibration.rates.");
        var rates = new EnumMap<Rate, Double>(Rate.class);
        known.forEach((key, rate) -> {
            if (shares.get(key) != null) {
                var share = PolicyConfig.number(shares.get(key), "calibration.rates." + key);
                rates.put(rate, share.doubleValue());
            }
        });
        return rates;
    }

    private static double number(Map<?, ?> values, String key) {
        return PolicyConfig.number(values.get(key), "calibration." + key).doubleValue();
    }

    private static String text(Map<?, ?> values, String key) {
        var value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("calibration." + key + " is missing");
        }
        return value.toString();
    }
}
