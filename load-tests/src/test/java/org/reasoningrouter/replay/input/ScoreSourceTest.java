package org.reasoningrouter.replay.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reasoningrouter.replay.input.ScoreSource.Recorded;

class ScoreSourceTest {

    @TempDir Path dir;

    @Test
    void readsWhatScoreWrites() throws IOException {
        var read =
                read(
                        "s.jsonl",
                        """
                        {"id":"a","score":0.25,"route":"FAST","scores":{"x":0.25},"tokens":5,"truncated":true,"model":"m@1"}
                        {"line":2,"error":"no valid JSON"}
                        {"id":7,"route":"THINKING","error":"the model gave no number","model":"m@1"}
                        """);

        assertThat(read)
                .containsExactly(
                        new Recorded(1, "a", 0.25, true, Optional.of("m@1")),
                        new Recorded(3, "7", Double.NaN, false, Optional.of("m@1")));
    }

    @Test
    void readsTheResultsOfAnEarlierReplay() throws IOException {
        var read =
                read(
                        "results.jsonl",
                        """
                        {"row":1,"id":"a","status":"ANSWERED","score":0.5,"truncated":false,"classifier":"m@1","model":"qwen"}
                        {"row":2,"status":"REFUSED","failure":"no valid JSON"}
                        {"row":3,"id":"b","route":"FAST","score":0.125,"classifier":"m@1","fast":{}}
                        """);

        assertThat(read).extracting(Recorded::id).containsExactly("a", "b");
        assertThat(read).extracting(Recorded::score).containsExactly(0.5, 0.125);
        assertThat(read).extracting(Recorded::model).containsOnly(Optional.of("m@1"));
    }

    @Test
    void theModelThatAnsweredIsNotTheOneThatScored() throws IOException {
        var line = "{\"id\":\"a\",\"status\":\"ANSWERED\",\"score\":0.5,\"model\":\"qwen\"}";

        assertThat(read("old.jsonl", line))
                .extracting(Recorded::model)
                .containsOnly(Optional.empty());
    }

    @Test
    void aTableWillDo() throws IOException {
        assertThat(read("s.csv", "id,score,truncated\na,0.5,true\nb,,\n"))
                .containsExactly(
                        new Recorded(1, "a", 0.5, true, Optional.empty()),
                        new Recorded(2, "b", Double.NaN, false, Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"id\":\"a\",\"score\":1.5}  | row 1: a score must be 0 to 1: 1.5",
                "{\"id\":\"a\",\"score\":\"x\"}  | row 1: a score must be 0 to 1: x",
                "{\"id\":\"a\",\"score\":\"NaN\"}  | row 1: a score must be 0 to 1: NaN",
                "nonsense | row 1: no valid JSON at column 9"
            })
    void whatIsNoScoreIsSaidInOneLine(String line, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("bad.jsonl", line))
                .withMessage(message);
    }

    private List<Recorded> read(String name, String text) throws IOException {
        var all = new ArrayList<Recorded>();
        try (var source = ScoreSource.open(Files.writeString(dir.resolve(name), text))) {
            for (var next = source.next(); next.isPresent(); next = source.next()) {
                all.add(next.get());
            }
        }
        return all;
    }
}
