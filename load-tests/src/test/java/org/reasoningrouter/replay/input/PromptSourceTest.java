package org.reasoningrouter.replay.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reasoningrouter.replay.input.InputRow.Refused;
import org.reasoningrouter.replay.input.InputRow.Taken;
import org.reasoningrouter.wire.Prompt;

class PromptSourceTest {

    @TempDir Path dir;

    @Test
    void aLineIsAPromptOrRefusedWithItsNumber() throws IOException {
        var file =
                write(
                        "p.jsonl",
                        """
                        {"id":"a","text":"one","reference":1,"tenant":"acme","submittedAt":"2026-01-01T00:00:00Z"}

                        {"id":"b"}
                        nonsense
                        [1]
                        {"id":"c","messages":[{"role":"user","content":"two"}],"submittedAt":5}
                        {"id":"d","text":"x","attributes":{"replay_row":"1"}}
                        """);

        var rows = read(file, Columns.SAME);

        assertThat(rows).extracting(InputRow::number).containsExactly(1L, 3L, 4L, 5L, 6L, 7L);
        assertThat(rows.get(0))
                .isInstanceOfSatisfying(
                        Taken.class,
                        row -> {
                            assertThat(row.prompt().getReference()).contains("1");
                            assertThat(row.prompt().getTenant()).isEqualTo("acme");
                            assertThat(row.submittedAt())
                                    .contains(Instant.parse("2026-01-01T00:00:00Z"));
                        });
        assertThat(rows.subList(1, 4))
                .containsExactly(
                        new Refused(3, "give either text or messages"),
                        new Refused(4, "no valid JSON at column 9"),
                        new Refused(5, "expected a JSON object"));
        assertThat(texts(rows)).containsExactly("one", "two");
        assertThat(rows.getLast())
                .isEqualTo(
                        new Refused(
                                7,
                                "no attribute may begin with replay_: a replay sets those itself"));
    }

    @Test
    void packedLinesReadLikePlainOnes() throws IOException {
        var file = dir.resolve("p.jsonl.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("{\"id\":\"a\",\"text\":\"one\"}".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(texts(read(file, Columns.SAME))).containsExactly("one");
    }

    @Test
    void aFileThatBreaksOffIsNoShorterFile() throws IOException {
        var whole = dir.resolve("whole.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(whole))) {
            for (var i = 0; i < 10_000; i++) {
                out.write(
                        "{\"id\":\"%d\",\"text\":\"t\"}%n"
                                .formatted(i)
                                .getBytes(StandardCharsets.UTF_8));
            }
        }
        var bytes = Files.readAllBytes(whole);
        var half = Files.write(dir.resolve("half.gz"), Arrays.copyOf(bytes, bytes.length / 2));

        assertThatThrownBy(() -> read(half, Columns.SAME)).isInstanceOf(IOException.class);
    }

    @Test
    void aLineWithoutEndDoesNotFillTheMemory() throws IOException {
        var file =
                write(
                        "p.jsonl",
                        "x".repeat((16 << 20) + 5) + "\n{\"id\":\"a\",\"text\":\"one\"}\n");

        var rows = read(file, Columns.SAME);

        assertThat(rows.getFirst()).isEqualTo(new Refused(1, "the line is longer than 16 MiB"));
        assertThat(texts(rows)).containsExactly("one");
    }

    @Test
    void csvColumnsAreMappedByName() throws IOException {
        var file =
                write(
                        "p.csv",
                        """
                        key,question,answer,maxAnswerTokens
                        1,"What is ""2,
                        2""?",4,100
                        2,two
                        3,"three",,
                        4,four,5,many
                        """);
        var columns = new Columns(Map.of("id", "key", "text", "question", "reference", "answer"));

        var rows = read(file, columns);

        assertThat(texts(rows)).containsExactly("What is \"2,\n2\"?", "three");
        assertThat(prompts(rows).getFirst().getReference()).contains("4");
        assertThat(prompts(rows).getFirst().getMaxAnswerTokens()).contains(100);
        assertThat(prompts(rows).getLast().getReference()).isEmpty();
        assertThat(rows.get(1))
                .isEqualTo(new Refused(2, "has 2 values, and the header names 4 columns"));
        assertThat(rows.get(3)).isEqualTo(new Refused(4, "maxAnswerTokens must be a whole number"));
    }

    @Test
    void csvMessagesAreJson() throws IOException {
        var file =
                write(
                        "p.csv",
                        "\uFEFFid,messages\n1,\"[{\"\"role\"\":\"\"system\"\",\"\"content\"\":\"\"s\"\"},{\"\"content\"\":\"\"u\"\"}]\"\n");

        var prompt = prompts(read(file, Columns.SAME)).getFirst();

        assertThat(prompt.getMessages()).extracting("content").containsExactly("s", "u");
    }

    @Test
    void aQuoteThatNobodyClosesStopsTheReading() throws IOException {
        var file = write("p.csv", "id,text\n1,one\n2,\"two\n3,three\n");

        assertThatThrownBy(() -> read(file, Columns.SAME))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is a quote not closed?");
    }

    @Test
    void avroRecordsAreRows() throws IOException {
        var turn =
                SchemaBuilder.record("Turn")
                        .fields()
                        .requiredString("role")
                        .requiredString("content")
                        .endRecord();
        var schema =
                SchemaBuilder.record("Row")
                        .fields()
                        .requiredLong("promptId")
                        .name("messages")
                        .type()
                        .array()
                        .items(turn)
                        .noDefault()
                        .optionalString("reference")
                        .endRecord();
        var file = dir.resolve("p.avro");
        try (var out =
                new DataFileWriter<GenericRecord>(new GenericDatumWriter<>(schema))
                        .create(schema, file.toFile())) {
            var message = new GenericData.Record(turn);
            message.put("role", "user");
            message.put("content", "one");
            var row = new GenericData.Record(schema);
            row.put("promptId", 7L);
            row.put("messages", List.of(message));
            out.append(row);
        }

        var rows = read(file, Columns.SAME);

        assertThat(texts(rows)).containsExactly("one");
        assertThat(prompts(rows).getFirst().getPromptId()).isEqualTo("7");
        assertThat(prompts(rows).getFirst().getReference()).isEmpty();
    }

    /// Files that fastparquet wrote; `pyarrow.parquet.write_table(…, compression="zstd")` made the
    /// last of the one before it.
    @Test
    void parquetOfOthersIsReadInEachPacking() throws IOException {
        var columns = new Columns(Map.of("id", "uid", "text", "question", "reference", "answer"));
        for (var packing : List.of("snappy", "gzip", "zstd")) {
            var file = Path.of("src/test/resources/replay/prompts-" + packing + ".parquet");

            var rows = read(file, columns);

            assertThat(texts(rows)).containsExactly("What is 2 + 2?", "größer? 步骤");
            assertThat(prompts(rows)).extracting(Prompt::getPromptId).containsExactly("x1", "x2");
            assertThat(prompts(rows).getFirst().getReference()).contains("4");
            assertThat(prompts(rows).getLast().getReference()).isEmpty();
            assertThat(rows.getLast()).isEqualTo(new Refused(3, "give either text or messages"));
        }
    }

    @Test
    void onlyFieldsOfAPromptCanBeMapped() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Columns(Map.of("txt", "question")))
                .withMessageContaining("and not txt");
    }

    @Test
    void timesAreReadAsFilesWriteThem() {
        assertThat(SubmittedAt.parse("2023-11-16 18:17:03.9799600"))
                .isEqualTo(Instant.parse("2023-11-16T18:17:03.979960Z"));
        assertThat(SubmittedAt.parse("1000")).isEqualTo(Instant.ofEpochSecond(1));
        assertThatIllegalArgumentException().isThrownBy(() -> SubmittedAt.parse("yesterday"));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(dir.resolve(name), text);
    }

    private static List<InputRow> read(Path file, Columns columns) throws IOException {
        var rows = new ArrayList<InputRow>();
        var of = new PromptSource.Of(file, InputFormat.of(file), columns, Long.MAX_VALUE);
        try (var source = PromptSource.open(of)) {
            for (var row = source.next(); row.isPresent(); row = source.next()) {
                rows.add(row.get());
            }
        }
        return rows;
    }

    private static List<Prompt> prompts(List<InputRow> rows) {
        return rows.stream()
                .filter(Taken.class::isInstance)
                .map(row -> ((Taken) row).prompt())
                .toList();
    }

    private static List<String> texts(List<InputRow> rows) {
        return prompts(rows).stream().map(it -> it.getMessages().getFirst().getContent()).toList();
    }
}
