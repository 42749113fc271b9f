package org.reasoningrouter.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reasoningrouter.replay.input.Columns;
import org.reasoningrouter.replay.input.InputFormat;
import org.reasoningrouter.replay.input.InputRow;
import org.reasoningrouter.replay.input.InputRow.Refused;
import org.reasoningrouter.replay.input.InputRow.Taken;
import org.reasoningrouter.replay.input.PromptSource;
import org.reasoningrouter.router.classify.Classification.Scored;

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

    /// A few entries only, so that sorting spills to disk.
    private static final long MEMORY = 200;

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

    @Test
    void everyPromptBringsTheScoreThatWasRecordedOfItsId() throws IOException {
        var survey =
                survey(
                        """
                        {"id":"c","score":0.75,"truncated":true,"model":"m@1"}
                        {"id":"elsewhere","score":0.1,"model":"m@1"}
                        {"id":"a","score":0.25,"model":"m@1"}
                        {"id":"a","score":0.5,"model":"m@1"}
                        {"id":"b","error":"the model gave no number","model":"m@1"}
                        """);
        var classifier = new RecordedClassifier("m@1");
        var known = new ArrayList<Scored>();

        try (var rows = survey.rows(open())) {
            for (var row = rows.next(); row.isPresent(); row = rows.next()) {
                if (row.get() instanceof Taken taken) {
                    known.add(classifier.known(taken.prompt()).orElseThrow());
                }
            }
        }

        assertThat(survey.scores().map(ScoredRows::model)).contains("m@1");
        assertThat(known)
                .extracting(it -> it.score().value())
                .containsExactly(0.25, Double.NaN, 0.75);
        assertThat(known).extracting(Scored::truncated).containsExactly(false, false, true);
    }

    @Test
    void aPromptThatNeedsAScoreMustHaveOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> survey("{\"id\":\"a\",\"score\":0.25}"))
                .withMessage(
                        "--scores has none of 2 of 3 prompts, the first of them in row 2: have them scored by 'router score'");
    }

    @Test
    void theScoresAreOfOneModel() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        survey(
                                """
                                {"id":"a","score":0.25,"model":"m@1"}
                                {"id":"b","score":0.25,"model":"m@2"}
                                """))
                .withMessageEndingWith(
                        "row 2: its score is of the model m@2, and those before are of m@1; give those of one");
    }

    private Survey survey() throws IOException {
        return survey(Optional.empty());
    }

    private Survey survey(String scores) throws IOException {
        var file = Files.writeString(dir.resolve("scores.jsonl"), scores);
        try (var recorded = RecordedScores.read(file, dir.resolve("sorted"), MEMORY)) {
            return survey(Optional.of(new Survey.Scores(recorded, _ -> true)));
        }
    }

    private Survey survey(Optional<Survey.Scores> scores) throws IOException {
        Files.writeString(dir.resolve("p.jsonl"), LINES);
        try (var source = open()) {
            return Survey.of(source, new Survey.Sorting(dir.resolve("work"), MEMORY), scores);
        }
    }

    private PromptSource open() throws IOException {
        return PromptSource.open(
                new PromptSource.Of(
                        dir.resolve("p.jsonl"), InputFormat.JSONL, Columns.SAME, Long.MAX_VALUE));
    }
}
