package org.reasoningrouter.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;
import org.reasoningrouter.router.classify.ModelFolder;

/// Writes an encoder of a given shape with random weights as a folder that the router serves: what
/// such a model costs depends on its shape, and not on what it has learnt.
///
/// Its WordPiece vocabulary is made of the default model's pieces, so that texts fall into about as
/// many tokens as with a vocabulary that was learnt for them.
public final class EncoderFolder {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PIECES = "/model/default/tokenizer.json";
    private static final List<String> SPECIAL =
            List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");

    private EncoderFolder() {}

    /// Writes one of MiniLM's shape.
    public static Path write(Path folder) throws IOException {
        return write(folder, EncoderShape.MINILM);
    }

    /// Writes `model.onnx`, `tokenizer.json`, `config.json`, `tokenizer_config.json` and
    /// `router.yaml`.
    public static Path write(Path folder, EncoderShape shape) throws IOException {
        Files.createDirectories(folder);
        try (var out =
                new BufferedOutputStream(Files.newOutputStream(folder.resolve("model.onnx")))) {
            shape.graph().writeTo(out);
        }
        JSON.writeValue(folder.resolve("tokenizer.json").toFile(), tokenizer(shape));
        JSON.writeValue(folder.resolve("config.json").toFile(), config(shape));
        JSON.writeValue(
                folder.resolve("tokenizer_config.json").toFile(),
                Map.of("padding_side", "right", "pad_token", "[PAD]"));
        Files.writeString(
                folder.resolve("router.yaml"),
                "thinkingLabel: thinking\nmaxLength: %d\n".formatted(shape.length()));
        return folder;
    }

    private static Map<String, Object> config(EncoderShape shape) {
        var config = new LinkedHashMap<String, Object>();
        config.put("architectures", List.of("BertForSequenceClassification"));
        config.put("model_type", "bert");
        config.put("id2label", Map.of("0", "fast", "1", "thinking"));
        config.put("pad_token_id", 0);
        config.put("hidden_size", shape.hidden());
        config.put("num_hidden_layers", shape.layers());
        config.put("num_attention_heads", shape.heads());
        config.put("intermediate_size", shape.intermediate());
        config.put("vocab_size", shape.vocabulary());
        config.put("max_position_embeddings", shape.length());
        return config;
    }

    private static Map<String, Object> tokenizer(EncoderShape shape) throws IOException {
        var tokenizer = new LinkedHashMap<String, Object>();
        tokenizer.put("version", "1.0");
        tokenizer.put("added_tokens", SPECIAL.stream().map(EncoderFolder::added).toList());
        tokenizer.put(
                "normalizer",
                Map.of(
                        "type", "BertNormalizer",
                        "clean_text", true,
                        "handle_chinese_chars", true,
                        "lowercase", true));
        tokenizer.put("pre_tokenizer", Map.of("type", "BertPreTokenizer"));
        tokenizer.put("post_processor", framing());
        tokenizer.put("decoder", Map.of("type", "WordPiece", "prefix", "##", "cleanup", true));
        tokenizer.put(
                "model",
                Map.of(
                        "type", "WordPiece",
                        "unk_token", "[UNK]",
                        "continuing_subword_prefix", "##",
                        "max_input_chars_per_word", 100,
                        "vocab", vocabulary(shape.vocabulary())));
        return tokenizer;
    }

    private static Map<String, Object> added(String token) {
        return Map.of(
                "id", SPECIAL.indexOf(token),
                "content", token,
                "single_word", false,
                "lstrip", false,
                "rstrip", false,
                "normalized", false,
                "special", true);
    }

    private static Map<String, Object> framing() {
        return Map.of(
                "type",
                "BertProcessing",
                "sep",
                List.of("[SEP]", SPECIAL.indexOf("[SEP]")),
                "cls",
                List.of("[CLS]", SPECIAL.indexOf("[CLS]")));
    }

    private static Map<String, Integer> vocabulary(int size) throws IOException {
        var pieces = pieces();
        for (var unused = 0; pieces.size() < size; unused++) {
            pieces.add("[unused" + unused + "]");
        }
        var ids = new LinkedHashMap<String, Integer>();
        pieces.stream().limit(size).forEach(piece -> ids.put(piece, ids.size()));
        return ids;
    }

    // Every letter in both places, so that nothing of ASCII is unknown.
    private static SequencedSet<String> pieces() throws IOException {
        var pieces = new LinkedHashSet<>(SPECIAL);
        for (var letter = '!'; letter <= '~'; letter++) {
            pieces.add(String.valueOf(letter).toLowerCase(java.util.Locale.ROOT));
        }
        List.copyOf(pieces).stream()
                .filter(piece -> piece.length() == 1)
                .forEach(letter -> pieces.add("##" + letter));
        for (var piece : learnt()) {
            var word = piece.startsWith("Ġ") ? piece.substring(1) : "##" + piece;
            if (piece.matches("Ġ?[a-z]{2,}")) {
                pieces.add(word);
                pieces.add(word.replace("##", ""));
            }
        }
        return pieces;
    }

    private static List<String> learnt() throws IOException {
        try (var in = ModelFolder.class.getResourceAsStream(PIECES)) {
            JsonNode vocabulary = JSON.readTree(Objects.requireNonNull(in)).at("/model/vocab");
            var pieces = new ArrayList<String>();
            vocabulary.fieldNames().forEachRemaining(pieces::add);
            return pieces;
        }
    }
}
