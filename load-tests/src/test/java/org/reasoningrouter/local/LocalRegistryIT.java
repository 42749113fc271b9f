package org.reasoningrouter.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.junit.jupiter.api.Test;

class LocalRegistryIT {

    private static final AvroSchema ONE = new AvroSchema("\"int\"");
    private static final AvroSchema TWO = new AvroSchema("\"long\"");
    private static final AvroSchema THREE = new AvroSchema("\"string\"");

    @Test
    void idsAreTheSameAfterARestartOfRegistryAndBroker() throws Exception {
        try (var broker = LocalBroker.startTemporary()) {
            try (var registry = LocalRegistry.start(0, broker.bootstrap());
                    var client = new CachedSchemaRegistryClient(registry.url(), 10)) {
                assertThat(client.register("a", ONE)).isEqualTo(1);
                assertThat(client.register("a", TWO)).isEqualTo(2);
                assertThat(client.register("gone", THREE)).isEqualTo(3);
                client.updateCompatibility("a", "NONE");
                client.deleteSubject("gone");
                client.deleteSubject("gone", true);
            }
            broker.stop();
            broker.start();

            try (var registry = LocalRegistry.start(0, broker.bootstrap());
                    var client = new CachedSchemaRegistryClient(registry.url(), 10)) {
                assertThat(client.getSchemaById(2)).isEqualTo(TWO);
                assertThat(client.getAllSubjects(true)).containsExactly("a");
                assertThat(client.getCompatibility("a")).isEqualTo("NONE");
                assertThat(client.register("b", ONE)).isEqualTo(1);
                assertThat(client.register("a", THREE)).isEqualTo(4);
            }
        }
    }
}
