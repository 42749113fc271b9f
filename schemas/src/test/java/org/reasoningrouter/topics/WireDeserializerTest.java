package org.reasoningrouter.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.rest.entities.Rule;
import io.confluent.kafka.schemaregistry.client.rest.entities.RuleKind;
import io.confluent.kafka.schemaregistry.client.rest.entities.RuleMode;
import io.confluent.kafka.schemaregistry.client.rest.entities.RuleSet;
import io.confluent.kafka.schemaregistry.testutil.MockSchemaRegistry;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Prompt;

class WireDeserializerTest {

    private final FakeRegistry registry = new FakeRegistry("wire-deserializer");
    private final AtomicInteger read = new AtomicInteger();
    private final WireDeserializer<Prompt> prompts = prompts(Map.of());

    @AfterEach
    void forget() {
        prompts.close();
        registry.close();
    }

    @Test
    void onlyTheFirstValueOfASchemaIsReadByTheConfluentDeserializer() {
        var bytes = bytesOf(Samples.prompt());

        for (var i = 0; i < 3; i++) {
            assertThat(prompts.deserialize("prompts", bytes)).isEqualTo(Samples.prompt());
        }

        assertThat(read).hasValue(1);
    }

    @Test
    void everyTopicHasAFirstValue() {
        var bytes = bytesOf(Samples.prompt());

        prompts.deserialize("prompts", bytes);
        prompts.deserialize("other.prompts", bytes);

        assertThat(read).hasValue(2);
    }

    @Test
    void timesOfADecisionAreReadAsInstants() {
        try (var decisions = registry.serdes().of(Decision.class)) {
            var bytes = decisions.serializer().serialize("decisions", Samples.decision());

            for (var i = 0; i < 2; i++) {
                assertThat(decisions.deserializer().deserialize("decisions", bytes))
                        .isEqualTo(Samples.decision());
            }
        }
    }

    @Test
    void whatIsDamagedFailsAsTheConfluentDeserializerSaysIt() {
        var bytes = bytesOf(Samples.prompt());
        prompts.deserialize("prompts", bytes);

        assertThatThrownBy(() ->
                        prompts.deserialize("prompts", Arrays.copyOf(bytes, bytes.length - 1)))
                .isInstanceOf(SerializationException.class)
                .hasMessageStartingWith("Error deserializing Avro message for id");

        assertThat(read).hasValue(2);
        assertThat(prompts.deserialize("prompts", bytes)).isEqualTo(Samples.prompt());
    }

    @Test
    void aSchemaWithRulesIsReadByTheConfluentDeserializer() throws Exception {
        var rule =
                new Rule(
                        "masked",
                        null,
                        RuleKind.TRANSFORM,
                        RuleMode.WRITE,
                        "MASK",
                        Set.of(),
                        Map.of(),
                        "",
                        null,
                        null,
                        true);
        var ruled =
                new AvroSchema(AvroSerdes.schemaOf(Prompt.class))
                        .copy(null, new RuleSet(null, List.of(rule)));
        MockSchemaRegistry.getClientForScope(registry.name()).register("prompts-value", ruled);
        var bytes = bytesOf(Samples.prompt());

        for (var i = 0; i < 3; i++) {
            assertThat(prompts.deserialize("prompts", bytes)).isEqualTo(Samples.prompt());
        }

        assertThat(read).hasValue(3);
    }

    @Test
    void settingsThatMakeAnotherValueMakeThemAll() {
        try (Deserializer<?> generic = prompts(Map.of("specific.avro.reader", false))) {
            var bytes = bytesOf(Samples.prompt());

            for (var i = 0; i < 3; i++) {
                Object value = generic.deserialize("prompts", bytes);
                assertThat(value).isNotInstanceOf(Prompt.class);
            }

            assertThat(read).hasValue(3);
        }
    }

    @Test
    void whatIsNoValueIsLeftToTheConfluentDeserializer() {
        assertThat(prompts.deserialize("prompts", null)).isNull();
        assertThatThrownBy(() -> prompts.deserialize("prompts", new byte[] {1, 2, 3, 4, 5, 6}))
                .isInstanceOf(SerializationException.class);
    }

    private byte[] bytesOf(Prompt prompt) {
        try (var serializer = registry.serdes().serializer(Prompt.class)) {
            return serializer.serialize("prompts", prompt);
        }
    }

    private WireDeserializer<Prompt> prompts(Map<String, Object> settings) {
        var confluent =
                new KafkaAvroDeserializer() {
                    @Override
                    public Object deserialize(String topic, byte[] bytes) {
                        read.incrementAndGet();
                        return super.deserialize(topic, bytes);
                    }
                };
        var configs = new HashMap<>(registry.serdes().clientSettings());
        configs.put("specific.avro.value.type", Prompt.class.getName());
        configs.putAll(settings);
        confluent.configure(configs, false);
        return new WireDeserializer<>(Prompt.class, confluent);
    }
}
