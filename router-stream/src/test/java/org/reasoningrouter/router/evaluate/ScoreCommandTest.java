package org.reasoningrouter.router.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.router.classify.Classifier;
import org.reasoningrouter.router.classify.ModelFolder;
import org.reasoningrouter.router.classify.OnnxClassifier;
import org.reasoningrouter.router.decide.PolicyConfig;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Role;

class ScoreCommandTest extends ScoreCommandFixture {

    /// Of the policy that ships with the router.
    private static final double SHIPPED_THRESHOLD = PolicyConfig.read(Optional.empty()).threshold();

    @Test
    void everyLineGetsItsOwnScoreInItsPlace() throws IOException {
        var lines = IntStream.range(0, 5_000).mapToObj(ScoreCommandTest::text).toList();
        Files.write(prompts, lines.stream().map(this::prompt).toList());

        assertThat(score()).isZero();

        var scored = scores();
        assertThat(scored).extracting(s -> s.get("id").asText()).isEqualTo(lines);
        try (var classifier = classifier()) {
            for (var i = 0; i < 5_000; i += 619) {
                assertThat(rounded(scored.get(i).toString()))
                        .isEqualTo(rounded(expected(classifier, lines.get(i))));
            }
        }
    }

    @Test
    void packedFilesAreReadAndWritten() throws IOException {
        prompts = directory.resolve("prompts-in-disguise.jsonl");
        out = directory.resolve("scores.jsonl.gz");
        try (var file = new GZIPOutputStream(Files.newOutputStream(prompts))) {
            file.write(("\uFEFF" + GOOD + "\r\n" + prompt("why")).getBytes(StandardCharsets.UTF_8));
        }

        assertThat(score()).isZero();

        try (var file = new GZIPInputStream(Files.newInputStream(out))) {
            var lines = new String(file.readAllBytes(), StandardCharsets.UTF_8).lines();
            assertThat(lines.map(line -> read(line).get("id").asText()))
                    .containsExactly("p1", "why");
        }
    }

    @Test
    void aConversationIsJudgedAsTheClassifierReadsIt() throws IOException {
        Files.writeString(
                prompts,
                """
                {"id": 7, "messages": [{"role": "system", "content": "be kind"}, {"content": "hello"}]}
                """);

        assertThat(score()).isZero();

        var turns = List.of(message(Role.SYSTEM, "be kind"), message(Role.USER, "hello"));
        try (var classifier = classifier()) {
            var tokens = classifier.encode(turns);
            var line = scores().getFirst();
            assertThat(line.get("id").isNumber()).isTrue();
            assertThat(line.get("tokens").asInt()).isEqualTo(tokens.counted());
            assertThat(line.get("score").asDouble())
                    .isEqualTo(classifier.score(List.of(tokens)).getFirst().value());
        }
    }

    @Test
    void aLongPromptSaysThatItWasCut() throws IOException {
        Files.write(prompts, List.of(GOOD, prompt("why ".repeat(100))));

        assertThat(score()).isZero();

        assertThat(scores())
                .extracting(line -> line.get("truncated").asBoolean())
                .containsExactly(false, true);
    }

    @Test
    void theRouteIsThePolicysAndAHintGoesBeforeTheScore() throws IOException {
        Files.write(prompts, List.of(GOOD, prompt("hello /think"), prompt("hello /no_think")));

        assertThat(score("--policy", policy(0.0, true))).isZero();
        assertThat(routes()).containsExactly("THINKING", "THINKING HINT", "FAST HINT");

        assertThat(score("--policy", policy(1.0, false))).isZero();
        assertThat(routes()).containsExactly("FAST", "FAST", "FAST");
    }

    private Classifier classifier() {
        return new OnnxClassifier(ModelFolder.at(model.folder().toString()), 1);
    }

    private static String expected(Classifier classifier, String text) {
        var tokens = classifier.encode(List.of(message(Role.USER, text)));
        var score = classifier.score(List.of(tokens)).getFirst();
        var scores = new ArrayList<String>();
        for (var i = 0; i < score.shares().size(); i++) {
            scores.add("\"%s\":%s".formatted(classifier.labels().get(i), score.shares().get(i)));
        }
        return "{\"id\":\"%s\",\"score\":%s,\"route\":\"%s\",\"scores\":{%s},\"tokens\":%d,\"truncated\":%s,\"model\":\"%s\"}"
                .formatted(
                        text,
                        score.value(),
                        score.value() >= SHIPPED_THRESHOLD ? "THINKING" : "FAST",
                        String.join(",", scores),
                        tokens.counted(),
                        tokens.truncated(),
                        classifier.version());
    }

    /// Batch-mates may move this model's score by a millionth.
    private static String rounded(String line) {
        return Pattern.compile("0\\.\\d+")
                .matcher(line)
                .replaceAll(number -> "%.5f".formatted(Double.parseDouble(number.group())));
    }

    private static Message message(Role role, String content) {
        return Message.newBuilder().setRole(role).setContent(content).build();
    }

    private static String text(int i) {
        return "why ".repeat(i % 40) + i;
    }

    private String policy(double threshold, boolean hints) throws IOException {
        var file = directory.resolve("policy.yml");
        Files.writeString(
                file,
                """
                version: test-1
                threshold: %s
                fallback: fast
                expectedThinkingTokens: 1000
                budgets: [{from: 0.0, tokens: 100}]
                hints: %s
                """
                        .formatted(threshold, hints));
        return file.toString();
    }
}
