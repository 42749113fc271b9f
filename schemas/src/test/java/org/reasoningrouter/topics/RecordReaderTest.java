package org.reasoningrouter.topics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reasoningrouter.topics.Reading.Intact;
import org.reasoningrouter.topics.Reading.Unreadable;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Prompt;

class RecordReaderTest {

    private static final Topic<Prompt> PROMPTS = new Topics("", 1, 1).prompts();
    private static final int HEADER = 5;

    private final FakeRegistry registry = new FakeRegistry("reader");
    private final FakeClock clock = new FakeClock();
    private final RecordReader<Prompt> reader =
            new RecordReader<>(PROMPTS, registry.serdes(), clock);

    @AfterEach
    void forget() {
        registry.close();
        reader.close();
    }

    @Test
    void readsARecordOfOurs() {
        assertThat(reader.read(bytesOf(Samples.prompt(), Prompt.class)))
                .isEqualTo(new Intact<>(Samples.prompt()));
    }

    @Test
    void readsTheRecordOfANewerProducer() {
        var newer = new Schema.Parser().parse(AvroSerdes.schemaOf(Prompt.class).toString());
        var fields = new ArrayList<Schema.Field>();
        newer.getFields().forEach(f -> fields.add(new Schema.Field(f, f.schema())));
        fields.add(new Schema.Field("colour", Schema.create(Schema.Type.STRING), "New.", ""));
        var schema = Schema.createRecord("Prompt", null, newer.getNamespace(), false, fields);
        var record =
                new GenericRecordBuilder(schema)
                        .set("promptId", "p-2")
                        .set("messages", List.of())
                        .set("colour", "red")
                        .build();

        assertThat(reader.read(generic(record)))
                .isEqualTo(
                        new Intact<>(
                                Prompt.newBuilder()
                                        .setPromptId("p-2")
                                        .setMessages(List.of())
                                        .build()));
    }

    @Test
    void anEvolvedSchemaWithAnotherTypeIsUndecodable() {
        var schema =
                SchemaBuilder.record("Prompt")
                        .namespace("org.reasoningrouter.wire")
                        .fields()
                        .requiredString("promptId")
                        .requiredString("messages")
                        .endRecord();
        var record =
                new GenericRecordBuilder(schema).set("promptId", "p").set("messages", "hi").build();

        assertThat(errorOf(generic(record))).isEqualTo("undecodable");
    }

    @Test
    void theRecordOfAnotherTopicIsUndecodable() {
        assertThat(errorOf(bytesOf(Samples.decision(), Decision.class))).isEqualTo("undecodable");
    }

    @Test
    void aPlainStringIsNoRecordOfOurs() {
        assertThat(errorOf(generic("hello"))).isIn("wrong_type", "undecodable");
    }

    @Test
    void aNullValueIsUnreadable() {
        assertThat(reader.read(null))
                .isEqualTo(new Unreadable<>("null_value", "the record has no value"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\0", "\0\0\0\0", "{\"promptId\":\"p\"}"})
    void bytesOutsideTheWireFormatAreUnreadable(String text) {
        var bytes = text.getBytes(UTF_8);

        assertThat(reader.read(bytes))
                .isEqualTo(
                        new Unreadable<>(
                                "not_wire_format",
                                "expected a zero byte and a schema id, got "
                                        + bytes.length
                                        + " bytes"));
    }

    @Test
    void everyTruncationIsUndecodable() {
        var whole = bytesOf(Samples.prompt(), Prompt.class);

        for (var length = HEADER; length < whole.length; length++) {
            assertThat(errorOf(Arrays.copyOf(whole, length)))
                    .as("%d of %d bytes", length, whole.length)
                    .isEqualTo("undecodable");
        }
    }

    @Test
    void everyByteMayBeDamagedWithoutAnException() {
        var whole = bytesOf(Samples.prompt(), Prompt.class);

        for (var at = HEADER; at < whole.length; at++) {
            for (var value : new byte[] {0, 1, 0x7f, (byte) 0x80, (byte) 0xff}) {
                var damaged = whole.clone();
                damaged[at] = value;
                assertThat(reader.read(damaged)).as("byte %d is %d", at, value).isNotNull();
            }
        }
    }

    @Test
    void aNumberThatNeverEndsIsUndecodable() {
        var bytes = Arrays.copyOf(bytesOf(Samples.prompt(), Prompt.class), HEADER + 20);
        Arrays.fill(bytes, HEADER, bytes.length, (byte) 0xff);

        assertThat(errorOf(bytes)).isEqualTo("undecodable");
    }

    @Test
    void aLengthOfTwoGibibytesIsUndecodableWithoutTakingThem() {
        var bytes = Arrays.copyOf(bytesOf(Samples.prompt(), Prompt.class), HEADER + 20);
        var maximum = new byte[] {(byte) 0xee, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f};
        System.arraycopy(maximum, 0, bytes, HEADER, maximum.length);

        assertThat(errorOf(bytes)).isEqualTo("undecodable");
    }

    @Test
    void anUnknownSchemaIsAskedForOnceAMinute() {
        var asked = new AtomicInteger();
        try (var counting = readerOf(counting(asked))) {
            var unknown = ByteBuffer.allocate(6).put((byte) 0).putInt(4711).array();

            for (var i = 0; i < 3; i++) {
                assertThat(counting.read(unknown))
                        .isEqualTo(
                                new Unreadable<>(
                                        "unknown_schema",
                                        "the registry does not know schema 4711"));
            }
            assertThat(asked).hasValue(1);

            clock.pass(RecordReader.UNKNOWN_FOR.minus(Duration.ofMillis(1)));
            counting.read(unknown);
            assertThat(asked).hasValue(1);

            clock.pass(Duration.ofMillis(1));
            counting.read(unknown);
            assertThat(asked).hasValue(2);
        }
    }

    @Test
    void anUnknownSchemaDoesNotHideTheKnownOnes() {
        var known = bytesOf(Samples.prompt(), Prompt.class);

        reader.read(ByteBuffer.allocate(6).put((byte) 0).putInt(4711).array());

        assertThat(reader.read(known)).isEqualTo(new Intact<>(Samples.prompt()));
    }

    @Test
    void aRegistryThatDoesNotAnswerIsNotTheRecordsFault() {
        assertUnreachable(new ConnectException("Connection refused"));
        assertUnreachable(new SocketTimeoutException("Read timed out"));
        assertUnreachable(new RestClientException("overloaded", 503, 50301));
        assertUnreachable(new RestClientException("who are you", 401, 401));
    }

    @Test
    void anotherServersNotFoundIsNotTheRegistrys() {
        assertUnreachable(new RestClientException("no such page", 404, 404));
    }

    @Test
    void anUnreachableRegistryIsAskedAgainForTheNextRecord() {
        var asked = new AtomicInteger();
        var failing = failing(new ConnectException("Connection refused"), asked);
        try (var stubborn = readerOf(failing)) {
            var bytes = bytesOf(Samples.prompt(), Prompt.class);

            for (var i = 0; i < 2; i++) {
                assertThatThrownBy(() -> stubborn.read(bytes))
                        .isInstanceOf(RegistryUnreachableException.class);
            }

            assertThat(asked).hasValue(2);
        }
    }

    @Test
    void noMessageHoldsTextOfTheRecord() {
        var whole = bytesOf(Samples.prompt(), Prompt.class);

        for (var length = HEADER; length < whole.length; length++) {
            assertThat(reader.read(Arrays.copyOf(whole, length)).toString())
                    .doesNotContain("prime", "exam");
        }
    }

    private void assertUnreachable(Exception failure) {
        try (var cut = readerOf(failing(failure, new AtomicInteger()))) {
            var bytes = bytesOf(Samples.prompt(), Prompt.class);

            assertThatThrownBy(() -> cut.read(bytes))
                    .isInstanceOf(RegistryUnreachableException.class)
                    .hasRootCause(failure);
        }
    }

    private String errorOf(byte[] bytes) {
        return reader.read(bytes) instanceof Unreadable<?>(var error, var _) ? error : "none";
    }

    private RecordReader<Prompt> readerOf(Deserializer<Prompt> deserializer) {
        return new RecordReader<>(PROMPTS, deserializer, clock);
    }

    private Deserializer<Prompt> counting(AtomicInteger asked) {
        var official = registry.serdes().deserializer(Prompt.class);
        return (topic, bytes) -> {
            asked.incrementAndGet();
            return official.deserialize(topic, bytes);
        };
    }

    // As the official one throws it.
    private static Deserializer<Prompt> failing(Exception failure, AtomicInteger asked) {
        return (_, _) -> {
            asked.incrementAndGet();
            throw new SerializationException("Error retrieving Avro value schema", failure);
        };
    }

    private <V extends SpecificRecord> byte[] bytesOf(V value, Class<V> type) {
        try (var serializer = registry.serdes().serializer(type)) {
            return serializer.serialize(PROMPTS.name(), value);
        }
    }

    // Another producer's schema, registered without a check of compatibility.
    private byte[] generic(Object value) {
        try (var serializer = new KafkaAvroSerializer()) {
            serializer.configure(Map.of("schema.registry.url", "mock://" + registry.name()), false);
            return serializer.serialize("other", value);
        }
    }
}
