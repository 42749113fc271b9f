package org.reasoningrouter.router.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxClassifierTest {

    private static final Offset<Double> SAME = within(1e-6);
    private static final List<String> WORDS =
            List.of(
                    "why", "prove", "2 + 2", "the", "sea", "東京", "x²", "\n", "for all", "hello",
                    "if", "7");

    @TempDir Path directory;

    private TinyModel model;

    @BeforeEach
    void copy() throws IOException {
        model = TinyModel.copiedTo(directory.resolve("tiny"));
    }

    @Test
    void tokensAndScoresAreThoseOfPython() throws IOException {
        try (var classifier = model.open()) {
            for (var line : Files.readAllLines(TinyModel.resource("golden.jsonl"))) {
                JsonNode golden = new ObjectMapper().readTree(line);
                var tokens = classifier.encode(golden.get("text").asText());

                assertThat(tokens.ids())
                        .containsExactly(
                                IntStream.range(0, golden.get("ids").size())
                                        .mapToLong(i -> golden.get("ids").get(i).asLong())
                                        .toArray());
                assertThat(tokens.counted()).isEqualTo(golden.get("tokens").asInt());
                assertThat(classifier.score(List.of(tokens)).getFirst().value())
                        .isCloseTo(golden.get("score").asDouble(), SAME);
            }
        }
    }

    @Test
    void theDefaultModelScoresAloneAsInAnyBatch() {
        try (var classifier = new OnnxClassifier(ModelFolder.at("classpath:model/default"), 1)) {
            scoresAloneAsInAnyBatch(classifier);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"right", "left"})
    void positionsTypesAndPaddingSideNeverShow(String side) throws IOException {
        model.with("all-inputs")
                .with("tokenizer_config.json", "{\"padding_side\": \"%s\"}".formatted(side));

        try (var classifier = model.open()) {
            scoresAloneAsInAnyBatch(classifier);
        }
    }

    @Test
    void aGraphWithDynamicScalesScoresAloneAsInAnyBatch() throws IOException {
        try (var classifier = model.with("dynamic-quantize").open()) {
            scoresAloneAsInAnyBatch(classifier);
        }
    }

    @Test
    void aGraphThatTakesPaddingForTextScoresAloneAsInAnyBatch() throws IOException {
        try (var classifier = model.with("last-place").open()) {
            scoresAloneAsInAnyBatch(classifier);
        }
    }

    @Test
    void idsOfThirtyTwoBitsScoreAsThoseOfSixtyFour() throws IOException {
        var wide = scoreOf("why is that?");

        model.with("int32-inputs");

        assertThat(scoreOf("why is that?")).isEqualTo(wide);
    }

    @Test
    void aTextWithoutATokenIsReadAsABlank() throws IOException {
        var unframed =
                (ObjectNode)
                        new ObjectMapper()
                                .readTree(TinyModel.resource("folder/tokenizer.json").toFile());
        unframed.putNull("post_processor");
        model.with("tokenizer.json", unframed.toString());

        try (var classifier = model.open()) {
            var blank = classifier.encode(" ");
            assertThat(blank.ids()).hasSize(1);
            assertThat(classifier.encode("").ids()).isEqualTo(blank.ids());
            assertThat(classifier.encode("[PAD][PAD]").ids()).isEqualTo(blank.ids());
        }
    }

    @Test
    void eachOfManyIndependentLabelsHasAProbabilityOfItsOwn() throws IOException {
        model.with("three-labels")
                .with(
                        "config.json",
                        "{\"id2label\": {\"0\": \"a\", \"1\": \"thinking\", \"2\": \"c\"}}");
        var softmax = sharesOf("why is that");
        model.with(
                "config.json",
                "{\"id2label\": {\"0\": \"a\", \"1\": \"thinking\", \"2\": \"c\"}, \"problem_type\": \"multi_label_classification\"}");

        var sigmoids = sharesOf("why is that");

        assertThat(softmax.stream().mapToDouble(share -> share).sum()).isCloseTo(1, SAME);
        assertThat(logit(sigmoids.get(1)) - logit(sigmoids.get(0)))
                .isCloseTo(Math.log(softmax.get(1) / softmax.get(0)), SAME);
    }

    @Test
    void logitsThatAreNoNumbersMakeAScoreThatIsNone() throws IOException {
        try (var classifier = model.with("nan").open()) {
            var batch =
                    List.of(
                            classifier.encode("fine"),
                            classifier.encode("broken!"),
                            classifier.encode("fine"));

            assertThat(classifier.score(batch))
                    .extracting(Score::isNumber)
                    .containsExactly(true, false, true);
        }
    }

    @Test
    void oneLogitIsASigmoidAndATemperatureFlattensIt() throws IOException {
        model.with("one-logit")
                .with("config.json", "{\"id2label\": {\"0\": \"LABEL_0\"}}")
                .with("router.yaml", "maxLength: 32");
        double plain = scoreOf("why is that");
        model.with("router.yaml", "temperature: 2.0\nmaxLength: 32");

        var flat = scoreOf("why is that");

        assertThat(logit(flat)).isCloseTo(logit(plain) / 2, SAME);
        assertThat(plain).isNotCloseTo(0.5, within(0.01));
    }

    @Test
    void anyOfManyLabelsMayStandForThinking() throws IOException {
        model.with("three-labels")
                .with("config.json", "{\"id2label\": {\"0\": \"a\", \"1\": \"b\", \"2\": \"c\"}}");
        var sum = 0.0;
        for (var label : List.of("a", "b", "c")) {
            model.with("router.yaml", "thinkingLabel: " + label);
            sum += scoreOf("why is that");
        }

        assertThat(sum).isCloseTo(1, SAME);
    }

    @Test
    void aMebibyteOfTextIsCutBeforeItIsTokenised() {
        try (var classifier = model.open()) {
            var most = Truncation.CHARACTERS_PER_TOKEN * 32;
            var tokens = classifier.encode("prove it: " + "x".repeat(1 << 20) + " why?");
            var sameEnds = classifier.encode("prove it: " + "x".repeat(2 * most) + " why?");

            assertThat(tokens.ids()).hasSize(32).isEqualTo(sameEnds.ids());
            assertThat(tokens.truncated()).isTrue();
            assertThat(tokens.counted()).isBetween(33, 2 * most + 3);
        }
    }

    @Test
    void aTextOfBlanksIsCutHonestly() {
        try (var classifier = model.open()) {
            assertThat(classifier.encode("\u0000".repeat(1 << 20)).truncated()).isTrue();
        }
    }

    @Test
    void anEmptyBatchHasNoScores() {
        try (var classifier = model.open()) {
            assertThat(classifier.score(List.of())).isEmpty();
            assertThat(classifier.sessions()).isEqualTo(2);
        }
    }

    private double scoreOf(String text) {
        try (var classifier = model.open()) {
            return classifier.score(List.of(classifier.encode(text))).getFirst().value();
        }
    }

    private List<Double> sharesOf(String text) {
        try (var classifier = model.open()) {
            return classifier.score(List.of(classifier.encode(text))).getFirst().shares();
        }
    }

    private static double logit(double score) {
        return Math.log(score / (1 - score));
    }

    private static void scoresAloneAsInAnyBatch(OnnxClassifier classifier) {
        var random = new Random(5);
        var prompts = new ArrayList<Tokens>();
        for (var i = 0; i < 48; i++) {
            var text = new StringBuilder();
            random.ints(random.nextInt(i % 6 == 0 ? 600 : 40), 0, WORDS.size())
                    .forEach(word -> text.append(WORDS.get(word)).append(' '));
            prompts.add(classifier.encode(text.toString()));
        }
        var alone =
                prompts.stream().map(p -> classifier.score(List.of(p)).getFirst().value()).toList();

        for (var round = 0; round < 5; round++) {
            var order = new ArrayList<>(IntStream.range(0, prompts.size()).boxed().toList());
            Collections.shuffle(order, random);
            for (var from = 0; from < order.size(); ) {
                var batch =
                        order.subList(from, Math.min(from + 1 + random.nextInt(16), order.size()));
                var scores = classifier.score(batch.stream().map(prompts::get).toList());
                for (var i = 0; i < batch.size(); i++) {
                    assertThat(scores.get(i).value()).isCloseTo(alone.get(batch.get(i)), SAME);
                }
                from += batch.size();
            }
        }
        assertThat(alone.stream().distinct().count()).isGreaterThan(20);
    }
}
