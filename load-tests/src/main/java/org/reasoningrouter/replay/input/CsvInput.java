package org.reasoningrouter.replay.input;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.reasoningrouter.replay.input.RawRow.Broken;
import org.reasoningrouter.replay.input.RawRow.Read;

/// Comma-separated values as RFC 4180 has them; the first record names the columns. A value that is
/// empty is absent.
final class CsvInput implements RowReader {

    private static final int MOST_CHARACTERS = 16 << 20;
    private static final char BOM = '\uFEFF';

    private final MappingIterator<String[]> records;
    private final List<String> header;
    private long number;

    CsvInput(InputStream bytes) throws IOException {
        var limits =
                StreamReadConstraints.builder()
                        .maxStringLength(MOST_CHARACTERS)
                        .maxDocumentLength(-1)
                        .build();
        var mapper = new CsvMapper(CsvFactory.builder().streamReadConstraints(limits).build());
        try {
            records =
                    mapper.readerFor(String[].class)
                            .with(CsvParser.Feature.WRAP_AS_ARRAY)
                            .with(CsvParser.Feature.SKIP_EMPTY_LINES)
                            .readValues(new InputStreamReader(bytes, StandardCharsets.UTF_8));
            header = record().map(CsvInput::names).orElse(List.of());
        } catch (IOException e) {
            bytes.close();
            throw e;
        }
    }

    // Spreadsheets put a byte order mark before the first name.
    private static List<String> names(String[] record) {
        return List.of(record).stream()
                .map(name -> name.indexOf(BOM) == 0 ? name.substring(1).strip() : name.strip())
                .toList();
    }

    @Override
    public Optional<RawRow> next() throws IOException {
        var record = record();
        number++;
        return record.map(this::row);
    }

    // A quote that nobody closes takes the rest of the file with it, so there is no going on.
    private Optional<String[]> record() throws IOException {
        try {
            return records.hasNextValue() ? Optional.of(records.nextValue()) : Optional.empty();
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "after row %,d the file is no CSV any more (line %d): is a quote not closed?"
                            .formatted(number, e.getLocation().getLineNr()),
                    e);
        }
    }

    private RawRow row(String[] record) {
        if (record.length != header.size()) {
            return new Broken(
                    number,
                    "has %d values, and the header names %d columns"
                            .formatted(record.length, header.size()));
        }
        var fields = JsonNodeFactory.instance.objectNode();
        for (var i = 0; i < record.length; i++) {
            if (!record[i].isEmpty()) {
                fields.put(header.get(i), record[i]);
            }
        }
        return new Read(number, fields);
    }

    @Override
    public void close() throws IOException {
        records.close();
    }
}
