package org.reasoningrouter.topics;

import io.confluent.kafka.schemaregistry.avro.AvroSchemaUtils;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/// Records to bytes and back, through the Confluent client.
///
/// @param registry settings of the Confluent client by their own names; `schema.registry.url` is
///   required
public record AvroSerdes(Map<String, String> registry) {

    public AvroSerdes {
        if (!registry.containsKey("schema.registry.url")) {
            throw new IllegalArgumentException("schema.registry.url must be set");
        }
        registry = Map.copyOf(registry);
    }

    /// Serdes of a topic's values. The caller closes them.
    public <V extends SpecificRecord> Serde<V> of(Class<V> type) {
        return Serdes.serdeFrom(serializer(type), deserializer(type));
    }

    @SuppressWarnings("unchecked") // the Confluent serializer is untyped
    public <V extends SpecificRecord> Serializer<V> serializer(Class<V> type) {
        var serializer = new KafkaAvroSerializer();
        serializer.configure(clientSettings(), false);
        return new WireSerializer<>((Serializer<V>) (Serializer<?>) serializer);
    }

    public <V extends SpecificRecord> Deserializer<V> deserializer(Class<V> type) {
        var deserializer = new KafkaAvroDeserializer();
        var configs = clientSettings();
        configs.put("specific.avro.value.type", type.getName());
        deserializer.configure(configs, false);
        return new WireDeserializer<>(type, deserializer);
    }

    /// The schema of a record as the serializers register it: without Java's own hints.
    public static Schema schemaOf(Class<? extends SpecificRecord> type) {
        var carrier = new GenericData.Record(SpecificData.get().getSchema(type));
        return AvroSchemaUtils.getSchema(carrier, false, false, true);
    }

    /// Settings of the Confluent client with what the wire format needs.
    public Map<String, Object> clientSettings() {
        var configs = new HashMap<String, Object>();
        configs.put("specific.avro.reader", true);
        configs.put("avro.use.logical.type.converters", true);
        // Java's own hints stay out of the registry, so that every language registers the same
        // schema.
        configs.put("avro.remove.java.properties", true);
        configs.putAll(registry);
        return configs;
    }
}
