package org.reasoningrouter.topics;

import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.CharConversionException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.InvalidNumberEncodingException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.topics.Reading.Intact;
import org.reasoningrouter.topics.Reading.Unreadable;

/// Reads the values of one topic and says of each whether it is a record of ours.
///
/// Threads may share it. A schema id that the registry does not know is asked for once a minute at
/// most, so that a broken producer costs the registry nothing.
public final class RecordReader<V extends SpecificRecord> implements AutoCloseable {

    /// How long an unknown schema id stays unknown without asking again.
    static final Duration UNKNOWN_FOR = Duration.ofMinutes(1);

    private static final int MOST_UNKNOWN = 10_000;
    private static final int WIRE_HEADER = 5;

    private final Topic<V> topic;
    private final Deserializer<V> deserializer;
    private final InstantSource clock;
    private final Map<Integer, Instant> unknownUntil = new ConcurrentHashMap<>();

    public RecordReader(Topic<V> topic, AvroSerdes serdes, InstantSource clock) {
        this(topic, serdes.deserializer(topic.type()), clock);
    }

    RecordReader(Topic<V> topic, Deserializer<V> deserializer, InstantSource clock) {
        this.topic = topic;
        this.deserializer = deserializer;
        this.clock = clock;
    }

    /// Reads one value.
    ///
    /// @throws RegistryUnreachableException when only the registry can tell and it does not answer
    public Reading<V> read(byte @Nullable [] bytes) {
        if (bytes == null) {
            return new Unreadable<>("null_value", "the record has no value");
        }
        if (bytes.length < WIRE_HEADER || bytes[0] != 0) {
            return new Unreadable<>(
                    "not_wire_format",
                    "expected a zero byte and a schema id, got " + bytes.length + " bytes");
        }
        var id = ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
        if (isUnknown(id)) {
            return unknown(id);
        }
        return decode(id, bytes);
    }

    // Avro throws many kinds of RuntimeException on damaged bytes, UnsupportedOperationException
    // among them.
    private Reading<V> decode(int id, byte[] bytes) {
        try {
            var value = deserializer.deserialize(topic.name(), bytes);
            if (!topic.type().isInstance(value)) {
                return new Unreadable<>(
                        "wrong_type", "schema " + id + " is no " + topic.type().getSimpleName());
            }
            return new Intact<>(value);
        } catch (RuntimeException e) {
            var rest = cause(e, RestClientException.class);
            if (rest.filter(RecordReader::isNoSuchSchema).isPresent()) {
                remember(id);
                return unknown(id);
            }
            if (rest.isPresent()
                    || cause(e, IOException.class).filter(RecordReader::isNetwork).isPresent()) {
                throw new RegistryUnreachableException(e);
            }
            return new Unreadable<>(
                    "undecodable", "schema " + id + ": " + root(e).getClass().getSimpleName());
        }
    }

    private void remember(int id) {
        if (unknownUntil.size() >= MOST_UNKNOWN) {
            unknownUntil.clear();
        }
        unknownUntil.put(id, clock.instant().plus(UNKNOWN_FOR));
    }

    private boolean isUnknown(int id) {
        var until = unknownUntil.get(id);
        if (until == null) {
            return false;
        }
        if (clock.instant().isBefore(until)) {
            return true;
        }
        unknownUntil.remove(id, until);
        return false;
    }

    private Unreadable<V> unknown(int id) {
        return new Unreadable<>("unknown_schema", "the registry does not know schema " + id);
    }

    // The registry's own codes (40401 to 40403). A bare 404 is a wrong address or a proxy: taking
    // it
    // for an unknown schema would throw every record away.
    private static boolean isNoSuchSchema(RestClientException e) {
        return e.getErrorCode() / 100 == 404;
    }

    // These three come from the bytes; every other one comes from the registry's side.
    private static boolean isNetwork(IOException e) {
        return !(e instanceof EOFException)
                && !(e instanceof CharConversionException)
                && !(e instanceof InvalidNumberEncodingException);
    }

    private static <T extends Throwable> Optional<T> cause(Throwable thrown, Class<T> type) {
        for (var t = thrown; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return Optional.of(type.cast(t));
            }
        }
        return Optional.empty();
    }

    private static Throwable root(Throwable thrown) {
        var root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    @Override
    public void close() {
        deserializer.close();
    }
}
