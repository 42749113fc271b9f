package org.reasoningrouter.replay.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Read by another implementation of the format.
class ParquetFileTest {

    private record Row(
            Optional<String> text,
            Optional<Long> whole,
            Optional<Double> real,
            Optional<Boolean> flag) {}

    private static final List<ParquetColumn<Row, ?>> COLUMNS =
            List.of(
                    ParquetColumn.text("text", Row::text),
                    ParquetColumn.whole("whole", Row::whole),
                    ParquetColumn.real("real", Row::real),
                    ParquetColumn.flag("flag", Row::flag));

    @Test
    void anotherReaderFindsEveryValueAndEveryGap() throws IOException {
        var rows =
                List.of(
                        new Row(
                                Optional.of("größer als 步骤"),
                                Optional.of(Long.MIN_VALUE),
                                Optional.of(0.1),
                                Optional.of(true)),
                        new Row(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        new Row(
                                Optional.of(""),
                                Optional.of(-1L),
                                Optional.of(Double.NaN),
                                Optional.of(false)));

        assertThat(read(write(rows))).isEqualTo(rows);
    }

    @Test
    void manyRowsMakeSeveralGroupsThatReadAsOneTable() throws IOException {
        var rows =
                IntStream.range(0, 150_000)
                        .mapToObj(i ->
                                new Row(
                                        Optional.of("row " + i).filter(_ -> i % 3 > 0),
                                        Optional.of((long) i),
                                        Optional.of(i / 7.0).filter(_ -> i % 5 > 0),
                                        Optional.of(i % 2 == 0)))
                        .toList();

        assertThat(read(write(rows))).isEqualTo(rows);
    }

    @Test
    void aFileWithoutRowsIsAFile() throws IOException {
        assertThat(read(write(List.of()))).isEmpty();
    }

    @Test
    void theSameRowsMakeTheSameBytes() throws IOException {
        var rows =
                List.of(
                        new Row(
                                Optional.of("a"),
                                Optional.of(1L),
                                Optional.empty(),
                                Optional.of(true)));

        assertThat(write(rows)).isEqualTo(write(rows));
    }

    private static byte[] write(List<Row> rows) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var file = new ParquetFile<>(bytes, COLUMNS)) {
            for (var row : rows) {
                file.add(row);
            }
        }
        return bytes.toByteArray();
    }

    private static List<Row> read(byte[] bytes) throws IOException {
        var read = new ArrayList<Row>();
        try (var file = ParquetFileReader.open(InputFile.of(ByteBuffer.wrap(bytes)));
                var rows = file.rowReader()) {
            while (rows.hasNext()) {
                rows.next();
                read.add(
                        new Row(
                                Optional.of("text")
                                        .filter(it -> !rows.isNull(it))
                                        .map(rows::getString),
                                Optional.of("whole")
                                        .filter(it -> !rows.isNull(it))
                                        .map(rows::getLong),
                                Optional.of("real")
                                        .filter(it -> !rows.isNull(it))
                                        .map(rows::getDouble),
                                Optional.of("flag")
                                        .filter(it -> !rows.isNull(it))
                                        .map(rows::getBoolean)));
            }
        }
        return read;
    }
}
