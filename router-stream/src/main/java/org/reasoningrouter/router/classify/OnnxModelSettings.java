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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/// Reads a model's settings from the files that exporters leave (`config.json`,
/// `tokenizer_config.json`) and from our own `router.yaml`, which may name thinkingLabel,
/// temperature, maxLength and truncation and wins.
final class OnnxModelSettings {

    private static final String DEFAULT_LABEL = "thinking";
    private static final Map<Integer, String> UNNAMED = Map.of(0, "LABEL_0", 1, "LABEL_1");
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
                labels,
                thinkingLabel(labels),
                areIndependent(),
                number("temperature").map(Number::doubleValue).orElse(1.0),
                maxLength(),
                Truncation.named(text("truncation").orElse("head-tail")),
                tokenizer.path("padding_side").asText("right").equals("left"),
                padId());
    }

    /// In the words of transformers; a model that was trained on numbers gives no probability.
    private boolean areIndependent() {
        var problem = config.path("problem_type").asText("");
        if (problem.equals("regression")) {
            throw new IllegalArgumentException(
                    "config.json says problem_type 'regression', which gives no probability; if its logit is one, say 'multi_label_classification'");
        }
        return problem.equals("multi_label_classification");
    }

    /// Exporters write an absurd `model_max_length` where there is no limit; the embedding table
    /// knows better.
    private int maxLength() {
        var table = config.path("max_position_embeddings").asInt(0);
        var positions =
                table > 0 ? table : Integer.MAX_VALUE; // some say -1 where they are relative
        var said = tokenizer.path("model_max_length").asDouble(DEFAULT_LENGTH);
        var wanted = number("maxLength");
        if (wanted.isEmpty()) {
            return (int) Math.min(Math.min(said, positions), DEFAULT_LENGTH);
        }
        if (!(wanted.get() instanceof Integer most)) {
            throw new IllegalArgumentException(
                    "maxLength in router.yaml must be a whole number: " + wanted.get());
        }
        if (most > positions) {
            throw new IllegalArgumentException(
                    "maxLength in router.yaml is %d, but max_position_embeddings in config.json is %d"
                            .formatted(most, positions));
        }
        return most;
    }

    /// Transformers leaves `id2label` out where it is its own default.
    private List<String> labels() {
        var labels = new TreeMap<Integer, String>();
        for (var label : config.path("id2label").properties()) {
            try {
                labels.put(Integer.valueOf(label.getKey()), label.getValue().asText());
            } catch (NumberFormatException _) {
                throw new IllegalArgumentException(
                        "id2label in config.json must map numbers to labels: " + label.getKey());
            }
        }
        if (labels.isEmpty()) {
            labels.putAll(UNNAMED);
        }
        if (labels.firstKey() != 0 || labels.lastKey() != labels.size() - 1) {
            throw new IllegalArgumentException(
                    "id2label in config.json must number its labels from 0 without a gap: "
                            + labels);
        }
        return List.copyOf(labels.values());
    }

    private int thinkingLabel(List<String> labels) {
        var name = text("thinkingLabel");
        if (labels.size() == 1 && name.isEmpty()) {
            return 0;
        }
        var index = labels.indexOf(name.orElse(DEFAULT_LABEL));
        if (index < 0 || index != labels.lastIndexOf(name.orElse(DEFAULT_LABEL))) {
            throw new IllegalArgumentException(
                    "%s label of config.json is '%s' but %s; name one as thinkingLabel in router.yaml"
                            .formatted(
                                    index < 0 ? "no" : "more than one",
                                    name.orElse(DEFAULT_LABEL),
                                    labels));
        }
        return index;
    }

    /// The graph was exported with the id of `config.json`. Newer exporters leave it to the
    /// tokenizer, and decoders that were given none are padded with their end of text.
    private long padId() {
        var vocabulary =
                OnnxVocabulary.of(
                        folder,
                        Stream.of("pad_token", "eos_token")
                                .map(this::tokenOf)
                                .flatMap(Optional::stream)
                                .collect(Collectors.toSet()));
        var rows = config.path("vocab_size").asLong(Long.MAX_VALUE);
        if (vocabulary.largest() >= rows) {
            throw new IllegalArgumentException(
                    "tokenizer.json has ids up to %d, but vocab_size in config.json is %d"
                            .formatted(vocabulary.largest(), rows));
        }
        var pad = config.path("pad_token_id").asLong(-1);
        if (pad >= rows) {
            throw new IllegalArgumentException(
                    "pad_token_id in config.json is %d, but vocab_size %d".formatted(pad, rows));
        }
        return pad >= 0
                ? pad
                : Stream.of("pad_token", "eos_token")
                        .map(this::tokenOf)
                        .flatMap(Optional::stream)
                        .map(token -> idOf(vocabulary, token))
                        .findFirst()
                        .orElse(0L);
    }

    private long idOf(OnnxVocabulary vocabulary, String token) {
        return vocabulary
                .id(token)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "tokenizer.json has no token '%s' to pad with".formatted(token)));
    }

    /// A token of `tokenizer_config.json`, which is a text, or an object with the text in it.
    private Optional<String> tokenOf(String key) {
        var token = tokenizer.path(key);
        var text = token.isObject() ? token.path("content") : token;
        return text.isTextual() ? Optional.of(text.asText()) : Optional.empty();
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
            var options = new LoaderOptions();
            options.setAllowDuplicateKeys(false);
            Object content =
                    new Yaml(new SafeConstructor(options))
                            .load(new String(bytes, StandardCharsets.UTF_8));
            if (content == null) {
                return Map.of(); // comments only
            }
            if (!(content instanceof Map<?, ?> map)) {
                throw folder.refused("router.yaml must map settings to values");
            }
            for (var key : map.keySet()) {
                if (!(key instanceof String name) || !KEYS.contains(name)) {
                    throw folder.refused(
                            "router.yaml has the unknown setting '%s'; it may hold %s"
                                    .formatted(key, KEYS.stream().sorted().toList()));
                }
            }
            return map;
        } catch (YAMLException e) {
            throw folder.refused("router.yaml is not YAML");
        }
    }
}
