package org.reasoningrouter.topics;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/// Values of one kind from the Confluent wire format: a zero byte, the four bytes of their schema's
/// id, and their Avro bytes.
///
/// The Confluent deserializer reads the first value of each schema, and every value that cannot be
/// read here, so that failures are its own. Of a short prompt, what it looks up for each value is a
/// quarter of its time (`bench micro`). Where the schema has rules, or its settings make another
/// value of the same bytes, it reads all of them.
///
/// Threads may share it.
final class WireDeserializer<V> implements Deserializer<V> {

    static final int HEAD = 5;

    private final Class<V> type;
    private final KafkaAvroDeserializer confluent;

    /// Empty where the Confluent deserializer is to read.
    private final Map<Known, Optional<DatumReader<V>>> known = new ConcurrentHashMap<>();

    /// Whose schema it is: a registry may give one number twice, in two contexts.
    private record Known(String topic, int schemaId) {}

    /// Takes the Confluent deserializer over.
    WireDeserializer(Class<V> type, KafkaAvroDeserializer confluent) {
        this.type = type;
        this.confluent = confluent;
    }

    @Override
    public @Nullable V deserialize(String topic, byte @Nullable [] bytes) {
        return deserialize(topic, bytes, () -> confluent.deserialize(topic, bytes));
    }

    @Override
    public @Nullable V deserialize(String topic, Headers headers, byte @Nullable [] bytes) {
        return deserialize(topic, bytes, () -> confluent.deserialize(topic, headers, bytes));
    }

    @SuppressWarnings("unchecked") // of another type only where its schema is another
    private @Nullable V deserialize(String topic, byte @Nullable [] bytes, Whole confluent) {
        if (bytes == null || bytes.length < HEAD || bytes[0] != 0) {
            return (V) confluent.value();
        }
        var schema = new Known(topic, ByteBuffer.wrap(bytes).getInt(1));
        var reader = known.get(schema);
        if (reader != null && reader.isPresent()) {
            try {
                return read(reader.get(), bytes);
            } catch (IOException | RuntimeException _) {
                return (V) confluent.value(); // which says in its own way what is wrong
            }
        }
        var value = confluent.value();
        if (reader == null && value != null) {
            known.put(schema, learned(schema, bytes, value));
        }
        return (V) value;
    }

    /// What the Confluent deserializer makes of the bytes.
    @FunctionalInterface
    private interface Whole {
        @Nullable Object value();
    }

    private Optional<DatumReader<V>> learned(Known schema, byte[] bytes, Object value) {
        try {
            var written = schemaWithoutRules(schema);
            if (written.isEmpty()) {
                return Optional.empty();
            }
            var reader = reader(written.get());
            return value.equals(read(reader, bytes)) ? Optional.of(reader) : Optional.empty();
        } catch (IOException | RestClientException | RuntimeException _) {
            return Optional.empty(); // the Confluent deserializer can do without
        }
    }

    private Optional<Schema> schemaWithoutRules(Known schema)
            throws IOException, RestClientException {
        var subject = schema.topic + "-value";
        return Optional.of(confluent.getSchemaBySubjectAndId(subject, schema.schemaId))
                .filter(it -> it.ruleSet() == null)
                .map(it -> ((AvroSchema) it).rawSchema());
    }

    private DatumReader<V> reader(Schema written) {
        return new SpecificDatumReader<>(
                written, SpecificData.get().getSchema(type), SpecificData.getForClass(type));
    }

    private static <V> V read(DatumReader<V> reader, byte[] bytes) throws IOException {
        var body = DecoderFactory.get().binaryDecoder(bytes, HEAD, bytes.length - HEAD, null);
        return reader.read(null, body);
    }

    @Override
    public void close() {
        confluent.close();
    }
}
