package org.reasoningrouter.router.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFolderTest {

    @TempDir Path directory;

    private TinyModel model;

    @BeforeEach
    void copy() throws IOException {
        model = TinyModel.copiedTo(directory.resolve("tiny"));
    }

    @Test
    void aModelIsNamedByItsFolderAndDigest() {
        try (var classifier = model.open()) {
            assertThat(classifier.version()).matches("tiny@[0-9a-f]{12}");
        }
    }

    @Test
    void aFolderInAJarServesLikeOneOnDisk() {
        try (var packaged = new OnnxClassifier(ModelFolder.at("classpath:tiny-model/folder"), 1);
                var onDisk = model.open()) {
            assertThat(packaged.version()).isEqualTo(onDisk.version().replace("tiny@", "folder@"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.onnx", "tokenizer.json", "config.json"})
    void aFolderWithoutAFileIsRefused(String file) throws IOException {
        Files.delete(directory.resolve("tiny/SHA256SUMS"));
        Files.delete(directory.resolve("tiny").resolve(file));

        refuses(file + " is missing");
    }

    @Test
    void aFolderThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> ModelFolder.at("/no/such/model"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("model folder /no/such/model: there is no such folder");
        assertThatThrownBy(() -> new OnnxClassifier(ModelFolder.at("classpath:no/such"), 1))
                .hasMessage("model folder classpath:no/such: config.json is missing");
    }

    @Test
    void aFileOtherThanItsDigestIsRefused() throws IOException {
        Files.writeString(directory.resolve("tiny/config.json"), "{}");

        refuses("config.json is not the file that SHA256SUMS names");
    }

    @Test
    void digestsThatLeaveOutTheModelAreRefused() throws IOException {
        Files.writeString(directory.resolve("tiny/SHA256SUMS"), "0".repeat(64) + "  config.json\n");

        refuses("SHA256SUMS does not name model.onnx");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wrong-inputs    | model.onnx must ask for input_ids and attention_mask",
                "int32-inputs    | must be a tensor of INT64",
                "custom-domain   | needs operators of [com.example.ops]",
                "three-labels    | one logit for each label",
                "one-logit       | one logit for each label",
            })
    void aGraphThatCannotServeIsRefused(String variant, String why) throws IOException {
        model.with(variant);

        refuses(why);
    }

    @Test
    void weightsOutsideTheFolderAreRefusedEvenWhenTheyAreThere() throws IOException {
        model.with("external-outside");
        Files.copy(TinyModel.resource("weights.bin"), directory.resolve("weights.bin"));

        refuses("keeps weights in '../weights.bin', which is outside the folder");
    }

    @Test
    void weightsBehindALinkOutOfTheFolderAreRefused() throws IOException {
        model.with("external-inside");
        Files.copy(TinyModel.resource("weights.bin"), directory.resolve("elsewhere.bin"));
        Files.createSymbolicLink(
                directory.resolve("tiny/weights.bin"), directory.resolve("elsewhere.bin"));

        refuses("which is outside the folder");
    }

    @Test
    void weightsThatAreMissingAreRefused() throws IOException {
        model.with("external-inside");

        refuses("keeps weights in 'weights.bin', which cannot be read");
    }

    @Test
    void weightsBesideTheModelServe() throws IOException {
        var text = "why is that?";
        double inside;
        try (var classifier = model.open()) {
            inside = score(classifier, text);
        }
        Files.copy(TinyModel.resource("weights.bin"), directory.resolve("tiny/weights.bin"));

        try (var classifier = model.with("external-inside").open()) {
            assertThat(score(classifier, text)).isEqualTo(inside);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "model.onnx     | <html>                              | model.onnx is no ONNX model",
                "tokenizer.json | {}                                  | tokenizer.json is no tokenizer",
                "config.json    | nope                                | config.json is not JSON",
                "config.json    | {\"id2label\":{\"0\":\"a\",\"1\":\"b\"}} | no label of config.json is 'thinking' but [a, b]",
                "config.json    | {}                                  | one logit for each label",
                "router.yaml    | temperature: 0                      | temperature must be above 0",
                "router.yaml    | truncation: middle                  | truncation must be head, tail or head-tail: middle",
                "router.yaml    | maxlength: 12                       | unknown setting 'maxlength'",
                "router.yaml    | maxLength: many                     | maxLength in router.yaml must be a number: many",
            })
    void aFileThatSaysNothingUsefulIsRefused(String file, String content, String why)
            throws IOException {
        model.with(file, content);

        refuses(why);
    }

    private void refuses(String why) {
        assertThatThrownBy(model::open)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("model folder " + directory.resolve("tiny") + ": ")
                .hasMessageContaining(why)
                .satisfies(e -> assertThat(e.toString().lines()).hasSize(1));
    }

    private static double score(OnnxClassifier classifier, String text) {
        return classifier.score(List.of(classifier.encode(text))).getFirst().value();
    }
}
