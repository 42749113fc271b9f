package org.reasoningrouter.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.kafka.schemaregistry.testutil.MockSchemaRegistry;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Router;

class AvroSerdesTest {

    private final FakeRegistry registry = new FakeRegistry("serdes");

    @AfterEach
    void forget() {
        registry.close();
    }

    @Test
    void whatIsWrittenIsReadBackEqual() {
        try (var prompts = registry.serdes().of(Prompt.class);
                var decisions = registry.serdes().of(Decision.class)) {
            var prompt = prompts.serializer().serialize("prompts", Samples.prompt());
            var decision = decisions.serializer().serialize("decisions", Samples.decision());

            assertThat(prompts.deserializer().deserialize("prompts", prompt))
                    .isEqualTo(Samples.prompt());
            assertThat(decisions.deserializer().deserialize("decisions", decision))
                    .isEqualTo(Samples.decision());
        }
    }

    @Test
    void valuesStandInTheConfluentWireFormat() throws Exception {
        try (var serializer = registry.serdes().serializer(Prompt.class)) {
            var bytes = ByteBuffer.wrap(serializer.serialize("prompts", Samples.prompt()));
            var client = MockSchemaRegistry.getClientForScope("serdes");

            assertThat(bytes.get()).isZero();
            assertThat(client.getSchemaById(bytes.getInt()).name())
                    .isEqualTo("org.reasoningrouter.wire.Prompt");
            assertThat(client.getAllSubjects()).isEqualTo(List.of("prompts-value"));
        }
    }

    @Test
    void onlyTheFirstValueOfATopicAsksTheRegistry() {
        try (var prompts = registry.serdes().of(Prompt.class)) {
            var first = prompts.serializer().serialize("prompts", Samples.prompt());
            MockSchemaRegistry.dropScope("serdes");
            var second = prompts.serializer().serialize("prompts", Samples.prompt());

            assertThat(second).isEqualTo(first);
            assertThat(prompts.serializer().serialize("prompts", null)).isNull();
        }
    }

    @Test
    void theNextValuesHaveTheBytesThatTheConfluentSerializerGivesThem() {
        var nothingButAText =
                Prompt.newBuilder()
                        .setMessages(Samples.prompt().getMessages())
                        .setReference("yes")
                        .build();
        try (var confluent = new KafkaAvroSerializer();
                var ours = registry.serdes().serializer(Prompt.class)) {
            confluent.configure(registry.serdes().clientSettings(), false);
            ours.serialize("prompts", Samples.prompt());

            for (var prompt : List.of(Samples.prompt(), nothingButAText)) {
                assertThat(ours.serialize("prompts", prompt))
                        .isEqualTo(confluent.serialize("prompts", prompt));
            }
        }
    }

    @Test
    void oneSerializerWritesRecordsOfSeveralKindsToOneTopic() {
        try (var any = registry.serdes().serializer(SpecificRecord.class);
                var prompts = registry.serdes().deserializer(Prompt.class);
                var decisions = registry.serdes().deserializer(Decision.class)) {
            for (var i = 0; i < 2; i++) {
                var prompt = any.serialize("both", Samples.prompt());
                var decision = any.serialize("both", Samples.decision());

                assertThat(prompts.deserialize("both", prompt)).isEqualTo(Samples.prompt());
                assertThat(decisions.deserialize("both", decision)).isEqualTo(Samples.decision());
            }
        }
    }

    @Test
    void aRegistryThatMakesOtherBytesMakesThemAll() {
        var calls = new AtomicInteger();
        Serializer<Prompt> other =
                (_, _) -> new byte[] {0, 0, 0, 0, (byte) calls.incrementAndGet()};
        try (var serializer = new WireSerializer<>(other)) {
            assertThat(serializer.serialize("prompts", Samples.prompt())).endsWith(1);
            assertThat(serializer.serialize("prompts", Samples.prompt())).endsWith(2);
        }
    }

    @Test
    void whatIsRegisteredHoldsNoHintsOfJava() throws Exception {
        try (var serializer = registry.serdes().serializer(Prompt.class)) {
            serializer.serialize("prompts", Samples.prompt());
            var registered =
                    MockSchemaRegistry.getClientForScope("serdes")
                            .getLatestSchemaMetadata("prompts-value")
                            .getSchema();

            assertThat(registered).isEqualTo(AvroSerdes.schemaOf(Prompt.class).toString());
            assertThat(registered).doesNotContain("avro.java.string");
            assertThat(Router.PROTOCOL.toString()).contains("avro.java.string");
        }
    }

    @Test
    void aMissingRegistryAddressIsSaid() {
        assertThatThrownBy(() -> new AvroSerdes(Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("schema.registry.url must be set");
    }
}
