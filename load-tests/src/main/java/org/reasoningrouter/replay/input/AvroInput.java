package org.reasoningrouter.replay.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.replay.input.RawRow.Broken;
import org.reasoningrouter.replay.input.RawRow.Read;

/// An Avro container file of records.
final class AvroInput implements RowReader {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final DataFileStream<Object> records;
    private long number;

    AvroInput(InputStream bytes) throws IOException {
        try {
            records = new DataFileStream<>(bytes, new GenericDatumReader<>());
        } catch (IOException e) {
            bytes.close();
            throw e;
        }
    }

    @Override
    public Optional<RawRow> next() throws IOException {
        try {
            if (!records.hasNext()) {
                return Optional.empty();
            }
            number++;
            return Optional.of(
                    json(records.next()) instanceof ObjectNode fields
                            ? new Read(number, fields)
                            : new Broken(number, "expected a record"));
        } catch (AvroRuntimeException e) {
            throw new IOException(
                    "the Avro file is damaged after row %,d: %s".formatted(number, e.getMessage()),
                    e);
        }
    }

    private static JsonNode json(@Nullable Object value) {
        return switch (value) {
            case null -> NODES.nullNode();
            case IndexedRecord record -> object(record);
            case Map<?, ?> map -> object(map);
            case Collection<?> items -> {
                var array = NODES.arrayNode();
                items.forEach(item -> array.add(json(item)));
                yield array;
            }
            case Long number -> NODES.numberNode(number);
            case Integer number -> NODES.numberNode(number);
            case Double number -> NODES.numberNode(number);
            case Float number -> NODES.numberNode(number);
            case Boolean flag -> NODES.booleanNode(flag);
            case ByteBuffer _ -> NODES.nullNode();
            default -> NODES.textNode(value.toString());
        };
    }

    private static ObjectNode object(IndexedRecord record) {
        var object = NODES.objectNode();
        for (var field : record.getSchema().getFields()) {
            object.set(field.name(), json(record.get(field.pos())));
        }
        return object;
    }

    private static ObjectNode object(Map<?, ?> map) {
        var object = NODES.objectNode();
        map.forEach((key, value) -> object.set(String.valueOf(key), json(value)));
        return object;
    }

    @Override
    public void close() throws IOException {
        records.close();
    }
}
