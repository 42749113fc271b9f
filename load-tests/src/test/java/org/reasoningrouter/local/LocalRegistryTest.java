package org.reasoningrouter.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.RestService;
import io.confluent.kafka.schemaregistry.client.rest.entities.SubjectVersion;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.topics.AvroSerdes;
import org.reasoningrouter.topics.Reading.Intact;
import org.reasoningrouter.topics.Reading.Unreadable;
import org.reasoningrouter.topics.RecordReader;
import org.reasoningrouter.topics.Topics;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Prompt;

/// The registry as Confluent's own client sees it.
class LocalRegistryTest {

    private static final String SUBJECT = "prompts-value";
    private static final ParsedSchema ONE = schema("{'name':'id','type':'string'}");
    private static final ParsedSchema TWO =
            schema("{'name':'id','type':'string'},{'name':'n','type':'int','default':0}");
    private static final ParsedSchema NEEDY =
            schema("{'name':'id','type':'string'},{'name':'m','type':'int'}");

    private final FakeRegistryLog log = new FakeRegistryLog();
    private final LocalRegistry registry = LocalRegistry.start(0, log);
    private final SchemaRegistryClient client = clientOf(registry);
    private final RestService rest = new RestService(registry.url());

    @AfterEach
    void stop() throws Exception {
        client.close();
        rest.close();
        registry.close();
    }

    @Test
    void anEqualSchemaHasOneIdInEverySubject() throws Exception {
        var id = client.register(SUBJECT, ONE);

        assertThat(client.register("other-value", ONE)).isEqualTo(id);
        assertThat(clientOf(registry).register(SUBJECT, ONE)).isEqualTo(id);
        assertThat(client.register(SUBJECT, TWO)).isEqualTo(id + 1);
        assertThat(client.getAllVersions(SUBJECT)).containsExactly(1, 2);
        assertThat(client.getAllVersions("other-value")).containsExactly(1);
    }

    @Test
    void aSchemaIsFoundByIdByVersionAndByItself() throws Exception {
        var one = client.register(SUBJECT, ONE);
        var two = client.register(SUBJECT, TWO);
        var fresh = clientOf(registry);

        assertThat(fresh.getSchemaById(one)).isEqualTo(ONE);
        assertThat(fresh.getSchemaBySubjectAndId(SUBJECT, two)).isEqualTo(TWO);
        assertThat(fresh.getSchemaMetadata(SUBJECT, 1).getId()).isEqualTo(one);
        assertThat(fresh.getLatestSchemaMetadata(SUBJECT).getVersion()).isEqualTo(2);
        assertThat(fresh.getId(SUBJECT, TWO)).isEqualTo(two);
        assertThat(fresh.getVersion(SUBJECT, ONE)).isEqualTo(1);
        assertThat(fresh.getAllVersionsById(two)).containsExactly(new SubjectVersion(SUBJECT, 2));
        assertThat(fresh.getAllSubjectsById(one)).containsExactly(SUBJECT);
        assertThat(fresh.getAllSubjects()).containsExactly(SUBJECT);
        assertThat(fresh.getSchemas(SUBJECT, false, true)).containsExactly(TWO);
        assertThat(rest.getVersionSchemaOnly(SUBJECT, 1)).isEqualTo(ONE.canonicalString());
        assertThat(rest.getSchemaTypes()).containsExactly("AVRO");
    }

    @Test
    void whatIsNotThereIsRefusedWithConfluentsCodes() throws Exception {
        assertRefused(40401, () -> client.getLatestSchemaMetadata("none"));
        assertRefused(40401, () -> client.getAllVersions("none"));
        assertRefused(40401, () -> client.getId("none", ONE));
        assertRefused(40401, () -> client.deleteSubject("none"));
        assertRefused(40403, () -> client.getSchemaById(4711));
        assertRefused(40408, () -> client.getCompatibility("none"));
        assertRefused(40409, () -> client.getMode("none"));

        client.register(SUBJECT, ONE);

        assertRefused(40402, () -> client.getSchemaMetadata(SUBJECT, 9));
        assertRefused(40403, () -> client.getId(SUBJECT, NEEDY));
        assertRefused(42202, () -> rest.getVersion(SUBJECT, 0));
    }

    @Test
    void whatIsNoSchemaIsRefused() {
        assertRefused(42201, () -> rest.registerSchema("", SUBJECT));
        assertRefused(42201, () -> rest.registerSchema("{\"type\":\"recor\"}", SUBJECT));
        assertRefused(42201, () -> rest.registerSchema("not json", SUBJECT));
        assertRefused(42201, () -> rest.registerSchema("{}", "JSON", List.of(), SUBJECT));
        assertRefused(42205, () -> client.register(SUBJECT, ONE, 1, 7));
    }

    @Test
    void unlessToldOtherwiseANewSchemaReadsTheNewest() throws Exception {
        client.register(SUBJECT, ONE);

        assertThat(client.getCompatibility(null)).isEqualTo("BACKWARD");
        assertThat(client.testCompatibility(SUBJECT, TWO)).isTrue();
        assertThat(client.testCompatibility(SUBJECT, NEEDY)).isFalse();
        assertThat(client.testCompatibility("none", NEEDY)).isTrue();
        assertThat(client.testCompatibilityVerbose(SUBJECT, NEEDY).toString())
                .contains("READER_FIELD_MISSING_DEFAULT_VALUE");
        assertRefused(409, () -> client.register(SUBJECT, NEEDY));
    }

    @Test
    void aTransitiveLevelLooksAtEveryVersion() throws Exception {
        var text = schema("{'name':'m','type':'string','default':''}");
        client.register(SUBJECT, schema("{'name':'m','type':'int'}"));
        client.updateCompatibility(SUBJECT, "NONE");
        client.register(SUBJECT, schema(""));

        client.updateCompatibility(SUBJECT, "BACKWARD_TRANSITIVE");
        assertRefused(409, () -> client.register(SUBJECT, text));
        client.updateCompatibility(SUBJECT, "BACKWARD");
        assertThat(client.register(SUBJECT, text)).isEqualTo(3);
    }

    @Test
    void aForwardLevelLetsOlderSchemasReadTheNew() throws Exception {
        client.register(SUBJECT, ONE);

        client.updateCompatibility(SUBJECT, "FORWARD");
        assertThat(client.testCompatibility(SUBJECT, NEEDY)).isTrue();
        assertThat(client.testCompatibility(SUBJECT, schema(""))).isFalse();
        client.updateCompatibility(SUBJECT, "FULL");
        assertThat(client.testCompatibility(SUBJECT, NEEDY)).isFalse();
        assertThat(client.testCompatibility(SUBJECT, TWO)).isTrue();
    }

    @Test
    void aSubjectsLevelStandsBeforeTheGlobalOne() throws Exception {
        client.updateCompatibility(null, "FULL");
        client.updateCompatibility(SUBJECT, "NONE");

        assertThat(client.getCompatibility(null)).isEqualTo("FULL");
        assertThat(client.getCompatibility(SUBJECT)).isEqualTo("NONE");
        assertThat(rest.getConfig(Map.of(), "other", true).getCompatibilityLevel())
                .isEqualTo("FULL");

        client.deleteCompatibility(SUBJECT);
        assertRefused(40408, () -> client.getCompatibility(SUBJECT));
        assertRefused(42203, () -> client.updateCompatibility(SUBJECT, "SIDEWAYS"));
    }

    @Test
    void aReadOnlySubjectTakesNothingNew() throws Exception {
        assertThat(client.getMode()).isEqualTo("READWRITE");

        client.setMode("READONLY", SUBJECT);

        assertThat(client.getMode(SUBJECT)).isEqualTo("READONLY");
        assertRefused(42205, () -> client.register(SUBJECT, ONE));
        assertThat(client.register("other-value", ONE)).isEqualTo(1);
        assertRefused(42204, () -> client.setMode("SOMETIMES", SUBJECT));

        client.deleteMode(SUBJECT);
        assertThat(client.register(SUBJECT, ONE)).isEqualTo(1);
    }

    @Test
    void aDeletedSubjectIsHiddenUntilItIsDeletedForGood() throws Exception {
        var id = client.register(SUBJECT, ONE);
        assertRefused(40405, () -> client.deleteSubject(SUBJECT, true));

        assertThat(client.deleteSubject(SUBJECT)).containsExactly(1);

        assertRefused(40404, () -> client.deleteSubject(SUBJECT));
        assertRefused(40401, () -> client.getAllVersions(SUBJECT));
        assertThat(client.getAllSubjects()).isEmpty();
        assertThat(client.getAllSubjects(true)).containsExactly(SUBJECT);
        assertThat(client.getAllVersions(SUBJECT, true)).containsExactly(1);
        assertThat(clientOf(registry).getSchemaById(id)).isEqualTo(ONE);

        assertThat(client.deleteSubject(SUBJECT, true)).containsExactly(1);
        assertThat(client.getAllSubjects(true)).isEmpty();
        assertRefused(40403, () -> clientOf(registry).getSchemaById(id));
    }

    @Test
    void aDeletedVersionNoLongerCounts() throws Exception {
        client.register(SUBJECT, ONE);
        client.register(SUBJECT, TWO);
        assertRefused(40407, () -> client.deleteSchemaVersion(SUBJECT, "2", true));

        assertThat(client.deleteSchemaVersion(SUBJECT, "2")).isEqualTo(2);

        assertThat(clientOf(registry).getLatestSchemaMetadata(SUBJECT).getVersion()).isEqualTo(1);
        assertThat(clientOf(registry).register(SUBJECT, TWO)).isEqualTo(2);
        assertThat(client.getAllVersions(SUBJECT)).containsExactly(1, 3);
    }

    @Test
    void idsAndSettingsOutliveARestart() throws Exception {
        var one = client.register(SUBJECT, ONE);
        client.updateCompatibility(SUBJECT, "FULL_TRANSITIVE");
        client.register("gone-value", NEEDY);
        client.deleteSubject("gone-value");
        client.deleteSubject("gone-value", true);
        log.dropTombstones();

        try (var restarted = LocalRegistry.start(0, log);
                var fresh = clientOf(restarted)) {
            assertThat(fresh.getSchemaById(one)).isEqualTo(ONE);
            assertThat(fresh.register(SUBJECT, ONE)).isEqualTo(one);
            assertThat(fresh.getCompatibility(SUBJECT)).isEqualTo("FULL_TRANSITIVE");
            assertThat(fresh.getAllSubjects(true)).containsExactly(SUBJECT);
            assertThat(fresh.register(SUBJECT, TWO)).as("2 was used for another").isEqualTo(3);
        }
    }

    @Test
    void namesMayHoldAnyCharacter() throws Exception {
        var subject = "replay.7/a+b %c-value";

        client.register(subject, ONE);

        assertThat(client.getAllSubjects()).containsExactly(subject);
        assertThat(client.getAllVersions(subject)).containsExactly(1);
    }

    @Test
    void ourSerdesWriteAndReadThroughIt() {
        var serdes = new AvroSerdes(Map.of("schema.registry.url", registry.url()));
        var topic = new Topics("", 1, 1).prompts();
        var prompt =
                Prompt.newBuilder()
                        .setPromptId("p-1")
                        .setMessages(List.of(Message.newBuilder().setContent("Why?").build()))
                        .build();
        try (var serializer = serdes.serializer(Prompt.class);
                var reader = new RecordReader<>(topic, serdes, () -> Instant.EPOCH)) {
            var bytes = serializer.serialize(topic.name(), prompt);

            assertThat(reader.read(bytes)).isEqualTo(new Intact<>(prompt));
            assertThat(reader.read(new byte[] {0, 0, 0, 18, 103, 2}))
                    .isEqualTo(
                            new Unreadable<>(
                                    "unknown_schema", "the registry does not know schema 4711"));
        }
    }

    private static void assertRefused(int code, ThrowingCallable call) {
        var refused = catchThrowableOfType(RestClientException.class, call);

        assertThat(refused.getErrorCode()).isEqualTo(code);
        assertThat(refused.getStatus()).isEqualTo(code < 1000 ? code : code / 100);
    }

    private static SchemaRegistryClient clientOf(LocalRegistry registry) {
        return new CachedSchemaRegistryClient(registry.url(), 100);
    }

    private static ParsedSchema schema(String fields) {
        return new AvroSchema(
                ("{'type':'record','name':'Sample','fields':[" + fields + "]}").replace('\'', '"'));
    }
}
