package org.reasoningrouter.topics;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/// Values in the Confluent wire format: a zero byte, the four bytes of their schema's id, and their
/// Avro bytes.
///
/// The Confluent serializer writes a topic's first value, and so registers its schema by whatever
/// settings it has. Of the next values only that head is needed, and the lookup of it costs more
/// than the writing. Where its settings make other bytes than these, it writes all of them.
///
/// Threads may share it.
final class WireSerializer<V extends SpecificRecord> implements Serializer<V> {

    private static final int HEAD = WireDeserializer.HEAD;
    private static final int USUAL_BYTES = 1_024;

    private final Serializer<V> confluent;

    /// By topic; empty where the Confluent serializer makes other bytes.
    private final Map<String, Optional<Known<V>>> known = new ConcurrentHashMap<>();

    /// What a topic's first value taught.
    private static final class Known<V> {

        private final Class<?> type;
        private final byte[] head;
        private final SpecificDatumWriter<V> writer;

        private Known(Class<?> type, byte[] head, SpecificDatumWriter<V> writer) {
            this.type = type;
            this.head = head;
            this.writer = writer;
        }
    }

    /// Takes the Confluent serializer over.
    WireSerializer(Serializer<V> confluent) {
        this.confluent = confluent;
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable V value) {
        return serialize(topic, value, () -> confluent.serialize(topic, value));
    }

    @Override
    public byte @Nullable [] serialize(String topic, Headers headers, @Nullable V value) {
        return serialize(topic, value, () -> confluent.serialize(topic, headers, value));
    }

    private byte @Nullable [] serialize(String topic, @Nullable V value, Whole confluent) {
        if (value == null) {
            return confluent.bytes();
        }
        var knownOfTopic = known.get(topic);
        if (knownOfTopic != null
                && knownOfTopic.isPresent()
                && knownOfTopic.get().type == value.getClass()) {
            return bytes(knownOfTopic.get(), value);
        }
        var whole = confluent.bytes();
        if (knownOfTopic == null && whole != null) {
            known.put(topic, learned(whole, value));
        }
        return whole;
    }

    /// What the Confluent serializer makes of a value.
    @FunctionalInterface
    private interface Whole {
        byte @Nullable [] bytes();
    }

    private Optional<Known<V>> learned(byte[] whole, V value) {
        @SuppressWarnings("unchecked") // a value is of its own class
        var type = (Class<V>) value.getClass();
        var learned = new Known<>(type, Arrays.copyOf(whole, HEAD), writer(type, value));
        return Optional.of(learned).filter(it -> Arrays.equals(whole, bytes(it, value)));
    }

    // Where all of a record's fields allow it, the generated class writes them itself; Avro leaves
    // that out unless it is asked for.
    private static <V extends SpecificRecord> SpecificDatumWriter<V> writer(
            Class<V> type, V value) {
        var data = new SpecificData(type.getClassLoader());
        data.setCustomCoders(true);
        SpecificData.getForClass(type).getConversions().forEach(data::addLogicalTypeConversion);
        return new SpecificDatumWriter<>(value.getSchema(), data);
    }

    private static <V> byte[] bytes(Known<V> known, V value) {
        var out = new ByteArrayOutputStream(USUAL_BYTES);
        out.writeBytes(known.head);
        // An encoder without a buffer locks the stream for each byte of a number.
        var encoder = EncoderFactory.get().binaryEncoder(out, null);
        try {
            known.writer.write(value, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to be written", e);
        }
        return out.toByteArray();
    }

    @Override
    public void close() {
        confluent.close();
    }
}
