package org.reasoningrouter.router.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.router.batch.Band.Point;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/// Band files: what the router reads of them, and how they are written.
public final class BandConfig {

    private static final String HEAD =
            """
            # Written by 'router band'. The first model decides alone below `low` and above `high`;
            # the second sees what lies between. `points` carry the first's scores to the second's scale.
            """;

    private final Map<?, ?> values;

    private BandConfig(Map<?, ?> values) {
        this.values = values;
    }

    /// The band of a file.
    ///
    /// @throws IllegalArgumentException with one line that names the file and what is wrong with it
    public static Band read(Path file) {
        try (var in = Files.newInputStream(file)) {
            var yaml = new Yaml(new SafeConstructor(new LoaderOptions())).<Object>load(in);
            if (!(yaml instanceof Map<?, ?> values)) {
                throw new IllegalArgumentException("it must be a map");
            }
            return new BandConfig(values).band();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "model.first.band cannot be read: %s (%s)"
                            .formatted(file, e.getClass().getSimpleName()),
                    e);
        } catch (YAMLException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "model.first.band %s is wrong: %s".formatted(file, firstLine(e.getMessage())),
                    e);
        }
    }

    /// The text of a band file.
    ///
    /// @param evidence what the band rests on; for people, the router does not read it
    public static String text(Band band, Map<String, Object> evidence) {
        var values = new LinkedHashMap<String, Object>();
        values.put("first", band.first());
        values.put("second", band.second());
        values.put("threshold", band.threshold());
        values.put("low", band.low());
        values.put("high", band.high());
        values.putAll(evidence);
        values.put(
                "points", band.points().stream().map(p -> List.of(p.first(), p.second())).toList());
        var options = new DumperOptions();
        options.setDefaultFlowStyle(FlowStyle.AUTO);
        return HEAD + new Yaml(options).dump(values);
    }

    private Band band() {
        if (!(value("points") instanceof List<?> points)) {
            throw new IllegalArgumentException("points must be a list");
        }
        return new Band(
                String.valueOf(value("first")),
                String.valueOf(value("second")),
                number("threshold", value("threshold")),
                number("low", value("low")),
                number("high", value("high")),
                points.stream().map(BandConfig::point).toList());
    }

    private static Point point(Object item) {
        if (!(item instanceof List<?> pair) || pair.size() != 2) {
            throw new IllegalArgumentException("a point must be two scores: " + item);
        }
        return new Point(number("a point", pair.get(0)), number("a point", pair.get(1)));
    }

    private Object value(String key) {
        var value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException(key + " is missing");
        }
        return value;
    }

    private static double number(String key, @Nullable Object value) {
        if (!(value instanceof Number number)) {
            throw new IllegalArgumentException(key + " must be a number: " + value);
        }
        return number.doubleValue();
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "" : message.lines().findFirst().orElse("");
    }
}
