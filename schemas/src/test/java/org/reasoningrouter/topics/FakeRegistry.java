package org.reasoningrouter.topics;

import io.confluent.kafka.schemaregistry.testutil.MockSchemaRegistry;
import java.util.Map;

/// A registry inside the official client: what one serializer registers, every other client of the
/// same name finds.
record FakeRegistry(String name) implements AutoCloseable {

    AvroSerdes serdes() {
        return new AvroSerdes(Map.of("schema.registry.url", "mock://" + name));
    }

    @Override
    public void close() {
        MockSchemaRegistry.dropScope(name);
    }
}
