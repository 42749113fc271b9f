package org.reasoningrouter.local;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import java.util.List;
import org.apache.avro.AvroRuntimeException;

/// Avro schemas as the registry sees them: texts that are valid, equal, or able to read each other.
///
/// It asks Confluent's own schema class, so that what is equal here is equal in their registry.
final class RegistrySchemas {

    private RegistrySchemas() {}

    /// The text by which equal schemas are found.
    ///
    /// @throws RegistryRefusedException when it is no Avro schema
    static String canonical(String text, boolean normalize) {
        if (text.isBlank()) {
            throw RegistryRefusedException.invalidSchema("it is empty");
        }
        try {
            var schema = new AvroSchema(text);
            schema.validate(false);
            return (normalize ? schema.normalize() : schema).canonicalString();
        } catch (AvroRuntimeException | IllegalArgumentException e) {
            throw RegistryRefusedException.invalidSchema(String.valueOf(e.getMessage()));
        }
    }

    /// Why a reader cannot read what the writer writes; empty when it can.
    static List<String> conflicts(String reader, String writer) {
        return new AvroSchema(reader).isBackwardCompatible(new AvroSchema(writer));
    }
}
