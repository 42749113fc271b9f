package org.reasoningrouter.router.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reasoningrouter.router.classify.OnnxSettings.Device;

/// Folders as exporters leave them, against the scores of transformers and ONNX Runtime in Python:
/// what `exported-models/make.py` makes.
class ExportedModelsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /// Half precision has no finer resolution, and scales that follow the activations jump:
    /// versions of ONNX Runtime round them apart. All else is the same to 1e-4.
    @ParameterizedTest
    @CsvSource({
        "modernbert, 1e-4",
        "modernbert-fp16, 2e-3",
        "mmbert-int8, 1e-4",
        "qwen3-left, 1e-4",
        "qwen3-right-fp16, 2e-3",
        "qwen3-right-int8, 1e-4",
        "bert, 1e-4",
        "bert-static-int8, 1e-4",
        "bert-dynamic-int8, 1e-2",
    })
    void tokensAndScoresAreThoseOfPython(String name, double most) throws IOException {
        var texts = texts();
        var scores = new ArrayList<Double>();
        try (var classifier = open(name)) {
            for (var line : Files.readAllLines(folder(name).resolve("golden.jsonl"))) {
                var golden = JSON.readTree(line);
                var text = texts.getOrDefault(golden.get("text").asText(), "?");

                var tokens = classifier.encode(text);
                var score = classifier.score(List.of(tokens)).getFirst();

                assertThat(tokens.ids()).as(line).containsExactly(longs(golden.get("ids")));
                assertThat(tokens.truncated())
                        .isEqualTo(golden.get("tokens").asInt() > tokens.length());
                assertThat(score.value())
                        .as(line)
                        .isCloseTo(golden.get("score").asDouble(), within(most));
                assertThat(score.shares()).hasSameSizeAs(classifier.labels());
                for (var label = 0; label < score.shares().size(); label++) {
                    assertThat(score.shares().get(label))
                            .isCloseTo(golden.get("shares").get(label).asDouble(), within(most));
                }
                scores.add(score.value());
            }
        }
        assertThat(Collections.max(scores) - Collections.min(scores)).isGreaterThan(0.1);
    }

    /// Attention sums over a row that grows with its batch, so rounding is all that may differ;
    /// what is computed in half precision rounds a thousand times coarser.
    @ParameterizedTest
    @CsvSource({
        "modernbert, 1e-6",
        "modernbert-fp16, 1e-3",
        "mmbert-int8, 1e-6",
        "qwen3-left, 1e-6",
        "qwen3-right-fp16, 5e-3",
        "qwen3-right-int8, 1e-6",
        "bert, 1e-6",
        "bert-static-int8, 1e-6",
        "bert-dynamic-int8, 0",
    })
    void aScoreIsTheSameAloneAndInAnyBatch(String name, double most) throws IOException {
        try (var classifier = open(name)) {
            var prompts = texts().values().stream().map(classifier::encode).toList();
            var alone =
                    prompts.stream()
                            .map(prompt -> classifier.score(List.of(prompt)).getFirst().value())
                            .toList();
            var random = new Random(7);

            var worst = 0.0;
            for (var round = 0; round < 5; round++) {
                var order = new ArrayList<>(IntStream.range(0, prompts.size()).boxed().toList());
                Collections.shuffle(order, random);
                for (var from = 0; from < order.size(); from += 5) {
                    var batch = order.subList(from, Math.min(from + 5, order.size()));
                    var scores = classifier.score(batch.stream().map(prompts::get).toList());
                    for (var i = 0; i < batch.size(); i++) {
                        var apart = Math.abs(scores.get(i).value() - alone.get(batch.get(i)));
                        worst = Math.max(worst, apart);
                    }
                }
            }

            assertThat(worst).isLessThanOrEqualTo(most);
            assertThat(classifier.scoresOneByOne()).isEqualTo(name.contains("dynamic"));
        }
    }

    @Test
    void labelsStandInTheOrderOfTheModel() {
        try (var four = open("mmbert-int8");
                var unnamed = open("qwen3-left");
                var one = open("bert-static-int8")) {
            assertThat(four.labels()).containsExactly("easy", "hard", "chat", "code");
            assertThat(unnamed.labels()).containsExactly("LABEL_0", "LABEL_1");
            assertThat(one.labels()).containsExactly("LABEL_0");
        }
    }

    @Tag("gpu")
    @ParameterizedTest
    @ValueSource(strings = {"modernbert", "modernbert-fp16", "mmbert-int8", "qwen3-left", "bert"})
    void aGpuScoresAsACpu(String name) throws IOException {
        try (var onCpu = open(name);
                var onGpu = onDevice(name, Device.CUDA)) {
            var prompts = texts().values().stream().map(onCpu::encode).toList();

            var scores = onGpu.score(prompts);

            assertThat(onGpu.device()).isEqualTo(Device.CUDA);
            for (var i = 0; i < prompts.size(); i++) {
                assertThat(scores.get(i).value())
                        .isCloseTo(
                                onCpu.score(List.of(prompts.get(i))).getFirst().value(),
                                within(1e-3));
            }
        }
    }

    private static OnnxClassifier open(String name) {
        return onDevice(name, Device.CPU);
    }

    private static OnnxClassifier onDevice(String name, Device device) {
        return new OnnxClassifier(
                ModelFolder.at(folder(name).toString()), new OnnxSettings(device, 1, 1, false));
    }

    private static Path folder(String name) {
        return TinyModel.onClassPath("exported-models/" + name);
    }

    private static Map<String, String> texts() throws IOException {
        var texts = new TreeMap<String, String>();
        JSON.readTree(Files.readAllBytes(folder("texts.json")))
                .properties()
                .forEach(text -> texts.put(text.getKey(), whole(text.getValue())));
        return texts;
    }

    private static String whole(JsonNode text) {
        return text.get("part").asText().repeat(text.get("times").asInt());
    }

    private static long[] longs(JsonNode array) {
        return IntStream.range(0, array.size()).mapToLong(i -> array.get(i).asLong()).toArray();
    }
}
