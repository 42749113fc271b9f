package org.reasoningrouter.replay.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDifferenceTest {

    private static final String FIRST =
            """
            {"row":1,"id":"a","status":"ANSWERED","route":"FAST","answer":"4","verdict":1.0,"costNanos":100}
            {"row":2,"id":"b","status":"ANSWERED","route":"FAST","answer":"5","verdict":0.0,"costNanos":100}
            {"row":3,"id":"c","status":"ANSWERED","route":"THINKING","answer":"6","costNanos":800}
            """;

    @TempDir Path dir;

    @Test
    void namesEveryRowThatDiffersAndAddsUp() throws IOException {
        var second =
                """
                {"row":1,"id":"a","status":"ANSWERED","route":"FAST","answer":"4","verdict":1.0,"costNanos":100}
                {"row":2,"id":"b","status":"ANSWERED","route":"THINKING","answer":"7","verdict":1.0,"costNanos":900}
                {"row":4,"id":"d","status":"ANSWERED","route":"FAST","answer":"8","costNanos":100}
                """;

        var difference = of(FIRST, second);

        assertThat(difference.json())
                .isEqualTo(
                        "{\"compared\":2,\"onlyFirst\":1,\"onlySecond\":1,\"changed\":1,\"answersChanged\":1,\"better\":1,\"worse\":0,\"firstCostNanos\":200,\"secondCostNanos\":1000,\"routes\":{\"FAST to THINKING\":1},\"statuses\":{},\"first\":[{\"row\":2,\"id\":\"b\",\"what\":\"FAST to THINKING, verdict 0.00 to 1.00\"}]}");
        assertThat(difference.text())
                .contains("2 prompts compared, 1 only in the first, 1 only in the second")
                .contains("row 2 b: FAST to THINKING, verdict 0.00 to 1.00");
    }

    @Test
    void ofPairsTheWayOfThePolicyCounts() throws IOException {
        var pair =
                "{\"row\":1,\"id\":\"a\",\"route\":\"%s\",\"fast\":{\"verdict\":0.0,\"costNanos\":1},\"thinking\":{\"verdict\":1.0,\"costNanos\":9}}\n";

        var difference = of(pair.formatted("FAST"), pair.formatted("THINKING"));

        assertThat(difference.json())
                .contains("\"better\":1", "\"firstCostNanos\":1", "\"secondCostNanos\":9");
    }

    @Test
    void aReplayDoesNotDifferFromItself() throws IOException {
        assertThat(of(FIRST, FIRST).json()).contains("\"compared\":3", "\"changed\":0");
    }

    @Test
    void differentInputsAreNotCompared() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(FIRST, FIRST.replace("\"a\"", "\"z\"")))
                .withMessageContaining("row 1 is another prompt");
    }

    private RunDifference of(String first, String second) throws IOException {
        return RunDifference.of(
                Files.writeString(dir.resolve("a.jsonl"), first),
                Files.writeString(dir.resolve("b.jsonl"), second));
    }
}
