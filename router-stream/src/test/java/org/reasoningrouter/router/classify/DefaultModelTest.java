package org.reasoningrouter.router.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/// The shipped model, read here as it was read in Python when it was trained.
class DefaultModelTest {

    private static final double SAME = 1e-4;

    @Test
    void everyGoldenTextHasPythonsTokensAndScore() throws IOException {
        var read = 0;
        var softly = new SoftAssertions();
        try (var classifier = new OnnxClassifier(ModelFolder.at("classpath:model/default"), 1);
                var lines = golden()) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var golden = new ObjectMapper().readTree(line);
                var tokens = classifier.encode(text(golden));
                var ids = LongStream.of(tokens.ids()).limit(golden.get("inputIds").size());

                softly.assertThat(ids.toArray()).as("line %d", ++read).isEqualTo(ids(golden));
                softly.assertThat(classifier.score(List.of(tokens)).getFirst().value())
                        .as("line %d", read)
                        .isCloseTo(golden.get("score").asDouble(), within(SAME));
            }
        }
        softly.assertAll();
        assertThat(read).isGreaterThan(50);
    }

    private static BufferedReader golden() {
        var stream = DefaultModelTest.class.getResourceAsStream("/golden/scores.jsonl");
        return new BufferedReader(
                new InputStreamReader(Objects.requireNonNull(stream), StandardCharsets.UTF_8));
    }

    private static String text(JsonNode golden) {
        return golden.has("text")
                ? golden.get("text").asText()
                : golden.get("repeat").asText().repeat(golden.get("times").asInt());
    }

    private static long[] ids(JsonNode golden) {
        return LongStream.range(0, golden.get("inputIds").size())
                .map(i -> golden.get("inputIds").get((int) i).asLong())
                .toArray();
    }
}
