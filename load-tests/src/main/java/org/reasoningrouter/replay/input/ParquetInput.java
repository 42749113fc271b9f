package org.reasoningrouter.replay.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import dev.hardwood.row.FieldAccessor;
import dev.hardwood.row.PqList;
import dev.hardwood.row.PqMap;
import dev.hardwood.row.PqStruct;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.replay.input.RawRow.Read;

/// A Parquet file, read row by row. Its pages may be plain, gzip, snappy or zstd: the codecs that
/// Kafka's client brings.
final class ParquetInput implements org.reasoningrouter.replay.input.RowReader {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ParquetFileReader file;
    private final RowReader rows;
    private long number;

    /// @throws IOException also when it is packed as a whole, because Parquet is read from its end
    ParquetInput(Path path) throws IOException {
        try {
            file = ParquetFileReader.open(InputFile.of(path));
            rows = file.rowReader();
        } catch (RuntimeException e) {
            throw new IOException(
                    path
                            + " cannot be read as Parquet (unpack it if it is gzipped as a whole; of its pages, plain, gzip, snappy and zstd are read): "
                            + line(e),
                    e);
        }
    }

    @Override
    public Optional<RawRow> next() throws IOException {
        try {
            if (!rows.hasNext()) {
                return Optional.empty();
            }
            rows.next();
            number++;
            return Optional.of(new Read(number, object(rows)));
        } catch (RuntimeException e) {
            throw new IOException(
                    "the Parquet file is damaged after row %,d: %s".formatted(number, line(e)), e);
        }
    }

    private static ObjectNode object(FieldAccessor fields) {
        var object = NODES.objectNode();
        for (var i = 0; i < fields.getFieldCount(); i++) {
            var name = fields.getFieldName(i);
            if (!fields.isNull(name)) {
                object.set(name, json(fields.getValue(name)));
            }
        }
        return object;
    }

    private static JsonNode json(@Nullable Object value) {
        return switch (value) {
            case null -> NODES.nullNode();
            case PqStruct struct -> object(struct);
            case PqList list -> {
                var array = NODES.arrayNode();
                list.values().forEach(item -> array.add(json(item)));
                yield array;
            }
            case PqMap map -> object(map);
            case Integer whole -> NODES.numberNode(whole);
            case Long whole -> NODES.numberNode(whole);
            case Double real -> NODES.numberNode(real);
            case Float real -> NODES.numberNode(real);
            case BigDecimal decimal -> NODES.numberNode(decimal);
            case Boolean flag -> NODES.booleanNode(flag);
            case Instant instant -> NODES.numberNode(instant.toEpochMilli());
            case byte[] _ -> NODES.nullNode();
            default -> NODES.textNode(value.toString());
        };
    }

    private static ObjectNode object(PqMap map) {
        var object = NODES.objectNode();
        for (var entry : map.getEntries()) {
            object.set(String.valueOf(entry.getKey()), json(entry.getValue()));
        }
        return object;
    }

    private static String line(RuntimeException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    @Override
    public void close() throws IOException {
        rows.close();
        file.close();
    }
}
