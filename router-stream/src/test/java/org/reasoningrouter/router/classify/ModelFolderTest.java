package org.reasoningrouter.router.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
                "int32-output    | output logits of model.onnx must be a tensor of fp32, fp16 or bf16",
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
    void weightsThatAreTooFewAreRefused() throws IOException {
        model.with("external-inside");
        Files.write(directory.resolve("tiny/weights.bin"), new byte[1]);

        refuses("model.onnx does not load");
    }

    @Test
    void whatWasOpenedIsClosedOnce() {
        var parts = new OpenParts();

        var classifier = open(parts);
        assertThat(parts.count()).isEqualTo(2);

        classifier.close();
        assertThat(parts.count()).isZero();
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
                "config.json    | {}                                  | no label of config.json is 'thinking' but [LABEL_0, LABEL_1]",
                "config.json    | {\"id2label\":{\"0\":\"a\",\"2\":\"thinking\"}} | must number its labels from 0 without a gap",
                "config.json    | {\"id2label\":{\"0\":\"thinking\",\"1\":\"thinking\"}} | more than one label of config.json is 'thinking'",
                "config.json    | {\"id2label\":{\"a\":\"thinking\"}} | id2label in config.json must map numbers to labels: a",
                "config.json    | {\"problem_type\":\"regression\",\"id2label\":{\"0\":\"thinking\"}} | which gives no probability",
                "config.json    | {\"vocab_size\":100,\"id2label\":{\"0\":\"thinking\"}} | tokenizer.json has ids up to 299, but vocab_size in config.json is 100",
                "config.json    | {\"vocab_size\":300,\"pad_token_id\":300,\"id2label\":{\"0\":\"thinking\"}} | pad_token_id in config.json is 300, but vocab_size 300",
                "config.json    | {\"max_position_embeddings\":16,\"id2label\":{\"0\":\"thinking\"}} | maxLength in router.yaml is 32, but max_position_embeddings in config.json is 16",
                "router.yaml    | thinkingLabel: deep                 | no label of config.json is 'deep' but [fast, thinking]; name one as thinkingLabel in router.yaml",
                "router.yaml    | maxLength: 1.5                      | maxLength in router.yaml must be a whole number: 1.5",
                "router.yaml    | 'temperature: 1\ntemperature: 2'    | router.yaml is not YAML",
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

    @Test
    void aFileThatCannotBeReadIsRefused() throws IOException {
        Files.delete(directory.resolve("tiny/SHA256SUMS"));
        Files.delete(directory.resolve("tiny/tokenizer.json"));
        Files.createDirectory(directory.resolve("tiny/tokenizer.json"));

        refuses("tokenizer.json cannot be read");
    }

    @Test
    void weightsBesideTheModelAreHeldAgainstTheirDigest() throws IOException {
        var sums = Files.readString(directory.resolve("tiny/SHA256SUMS"));
        Files.writeString(directory.resolve("tiny/weights.bin"), "other");
        Files.writeString(
                directory.resolve("tiny/SHA256SUMS"), sums + "0".repeat(64) + "  weights.bin\n");

        refuses("weights.bin is not the file that SHA256SUMS names");
    }

    @Test
    void otherWeightsBesideTheSameGraphAreAnotherModel() throws IOException {
        var weights = Files.readAllBytes(TinyModel.resource("weights.bin"));
        model.with("external-inside");
        var versions = new ArrayList<String>();
        for (var value : List.of(weights[0], (byte) (weights[0] + 1))) {
            weights[0] = value;
            Files.write(directory.resolve("tiny/weights.bin"), weights);
            try (var classifier = model.open()) {
                versions.add(classifier.version());
            }
        }

        assertThat(versions).doesNotHaveDuplicates();
    }

    @Test
    void tokenizersAndTheirEndPadWhereTheConfigDoesNotSay() throws IOException {
        model.with("config.json", "{\"id2label\":{\"0\":\"fast\",\"1\":\"thinking\"}}")
                .with("tokenizer_config.json", "{\"pad_token\":{\"content\":\"[SEP]\"}}");
        assertThat(padId()).isEqualTo(2);

        model.with("tokenizer_config.json", "{\"pad_token\":null,\"eos_token\":\"[CLS]\"}");
        assertThat(padId()).isEqualTo(1);

        model.with("tokenizer_config.json", "{\"pad_token\":\"<pad>\"}");
        refuses("tokenizer.json has no token '<pad>' to pad with");
    }

    @Test
    void aFileOfCommentsSetsNothing() throws IOException {
        model.with("router.yaml", "# temperature: 2");

        assertThat(settings().temperature()).isEqualTo(1.0);
        assertThat(settings().truncation()).isEqualTo(Truncation.HEAD_TAIL);
    }

    private long padId() {
        return settings().padId();
    }

    private ModelSettings settings() {
        return OnnxModelSettings.of(ModelFolder.at(model.folder().toString()));
    }

    private void refuses(String why) {
        var parts = new OpenParts();

        assertThatThrownBy(() -> open(parts))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("model folder " + directory.resolve("tiny") + ": ")
                .hasMessageContaining(why)
                .satisfies(e -> assertThat(e.toString().lines()).hasSize(1));
        assertThat(parts.count()).isZero();
    }

    private OnnxClassifier open(OpenParts parts) {
        return new OnnxClassifier(
                ModelFolder.at(model.folder().toString()), OnnxSettings.onCpu(1), parts);
    }

    private static double score(OnnxClassifier classifier, String text) {
        return classifier.score(List.of(classifier.encode(text))).getFirst().value();
    }
}
