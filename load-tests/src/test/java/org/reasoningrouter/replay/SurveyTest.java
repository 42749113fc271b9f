package org.reasoningrouter.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reasoningrouter.replay.input.Columns;
import org.reasoningrouter.replay.input.InputFormat;
import org.reasoningrouter.replay.input.InputRow;
import org.reasoningrouter.replay.input.InputRow.Refused;
import org.reasoningrouter.replay.input.PromptSource;

class SurveyTest {

    private static final String LINES =
            """
            {"id":"a","text":"größer"}
            {"id":"b","text":"two"}
            {"id":"a","text":"again"}
            nonsense
            {"id":"c","text":"three"}
            {"id":"a","text":"and again"}
            """;

    @TempDir Path dir;

    @Test
    void countsWhatIsSentAndWhatIsNot() throws IOException {
        var survey = survey();

        assertThat(survey.rows()).isEqualTo(6);
        assertThat(survey.prompts()).isEqualTo(3);
        assertThat(survey.refused()).isEqualTo(3);
        assertThat(survey.lastRow()).isEqualTo(6);
        assertThat(survey.firstRefusal().map(InputRow::number)).contains(4L);
    }

    @Test
    void ofRowsWithTheSameIdTheFirstIsSent() throws IOException {
        var why = "an earlier row has the same id already";
        var refused = new ArrayList<InputRow>();
        var taken = new ArrayList<Long>();

        try (var rows = survey().rows(open())) {
            for (var row = rows.next(); row.isPresent(); row = rows.next()) {
                if (row.get() instanceof Refused) {
                    refused.add(row.get());
                } else {
                    taken.add(row.get().number());
                }
            }
        }

        assertThat(taken).containsExactly(1L, 2L, 5L);
        assertThat(refused)
                .containsExactly(
                        new Refused(3, why),
                        new Refused(4, "no valid JSON at column 9"),
                        new Refused(6, why));
    }

    private Survey survey() throws IOException {
        Files.writeString(dir.resolve("p.jsonl"), LINES);
        try (var source = open()) {
            return Survey.of(source, dir.resolve("work"), 200);
        }
    }

    private PromptSource open() throws IOException {
        return PromptSource.open(
                new PromptSource.Of(
                        dir.resolve("p.jsonl"), InputFormat.JSONL, Columns.SAME, Long.MAX_VALUE));
    }
}
