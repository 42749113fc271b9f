package org.reasoningrouter.router.classify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/// Reads a model's settings from the files that exporters leave (`config.json`,
/// `tokenizer_config.json`) and from our own `router.yaml`, which may name thinkingLabel,
/// temperature, maxLength and truncation and wins.
final class OnnxModelSettings {

    private static final String DEFAULT_LABEL = "thinking";
    private static final int DEFAULT_LENGTH = 512;
    private static final Set<String> KEYS =
            Set.of("thinkingLabel", "temperature", "maxLength", "truncation");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ModelFolder folder;
    private final JsonNode config;
    private final JsonNode tokenizer;
    private final Map<?, ?> router;

    private OnnxModelSettings(ModelFolder folder) {
        this.folder = folder;
        this.config = json(ModelFolder.CONFIG, folder.read(ModelFolder.CONFIG));
        this.tokenizer =
                folder.readIfThere(ModelFolder.TOKENIZER_CONFIG)
                        .map(bytes -> json(ModelFolder.TOKENIZER_CONFIG, bytes))
                        .orElseGet(JSON::createObjectNode);
        this.router = folder.readIfThere(ModelFolder.ROUTER).map(this::yaml).orElse(Map.of());
    }

    static ModelSettings of(ModelFolder folder) {
        try {
            return new OnnxModelSettings(folder).settings();
        } catch (IllegalArgumentException e) {
            throw folder.refused(String.valueOf(e.getMessage()));
        }
    }

    private ModelSettings settings() {
        var labels = labels();
        return new ModelSettings(
                labels.isEmpty() ? List.of(DEFAULT_LABEL) : List.copyOf(labels.values()),
                labels.size() <= 1 ? 0 : thinkingLabel(labels),
                number("temperature").map(Number::doubleValue).orElse(1.0),
                number("maxLength").map(Number::intValue).orElseGet(this::lengthOfConfig),
                Truncation.named(text("truncation").orElse("head-tail")),
                tokenizer.path("padding_side").asText("right").equals("left"),
                config.path("pad_token_id").asLong(0));
    }

    /// Exporters write an absurd `model_max_length` where there is no limit; the embedding table
    /// knows better.
    private int lengthOfConfig() {
        var said = tokenizer.path("model_max_length").asDouble(DEFAULT_LENGTH);
        var positions = config.path("max_position_embeddings").asInt(DEFAULT_LENGTH);
        return (int) Math.min(Math.min(said, positions), DEFAULT_LENGTH);
    }

    private Map<Integer, String> labels() {
        var labels = new TreeMap<Integer, String>();
        for (var label : config.path("id2label").properties()) {
            try {
                labels.put(Integer.valueOf(label.getKey()), label.getValue().asText());
            } catch (NumberFormatException _) {
                throw new IllegalArgumentException(
                        "id2label in config.json must map numbers to labels: " + label.getKey());
            }
        }
        return labels;
    }

    private int thinkingLabel(Map<Integer, String> labels) {
        var name = text("thinkingLabel").orElse(DEFAULT_LABEL);
        return labels.entrySet().stream()
                .filter(label -> label.getValue().equals(name))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "no label of config.json is '%s' but %s; name one as thinkingLabel in router.yaml"
                                        .formatted(name, labels.values())));
    }

    private Optional<String> text(String key) {
        return Optional.<Object>ofNullable(router.get(key)).map(Object::toString);
    }

    private Optional<Number> number(String key) {
        return Optional.<Object>ofNullable(router.get(key))
                .map(value -> {
                    if (value instanceof Number number) {
                        return number;
                    }
                    throw new IllegalArgumentException(
                            "%s in router.yaml must be a number: %s".formatted(key, value));
                });
    }

    private JsonNode json(String name, byte[] bytes) {
        try {
            return JSON.readTree(bytes);
        } catch (IOException e) {
            throw folder.refused(name + " is not JSON");
        }
    }

    private Map<?, ?> yaml(byte[] bytes) {
        try {
            var content =
                    new Yaml(new SafeConstructor(new LoaderOptions()))
                            .<Object>load(new String(bytes, StandardCharsets.UTF_8));
            if (!(content instanceof Map<?, ?> map)) {
                throw folder.refused("router.yaml must map settings to values");
            }
            for (var key : map.keySet()) {
                if (!(key instanceof String name) || !KEYS.contains(name)) {
                    throw folder.refused("router.yaml has the unknown setting '%s'".formatted(key));
                }
            }
            return map;
        } catch (YAMLException e) {
            throw folder.refused("router.yaml is not YAML");
        }
    }
}
