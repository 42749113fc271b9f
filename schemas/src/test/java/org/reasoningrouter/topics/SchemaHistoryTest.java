package org.reasoningrouter.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.SchemaFormatter;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// No schema leaves the build that cannot read what an older one has written.
class SchemaHistoryTest {

    private static final Path HISTORY = Path.of("src/main/avro/history");
    private static final Path CANDIDATES = Path.of("target/history");

    /// Every record that is the value of some topic.
    static SequencedSet<Class<? extends SpecificRecord>> records() {
        var records = new LinkedHashSet<Class<? extends SpecificRecord>>();
        for (var topic : new Topics("", 1, 1).all()) {
            if (SpecificRecord.class.isAssignableFrom(topic.type())) {
                records.add(topic.type().asSubclass(SpecificRecord.class));
            }
        }
        return records;
    }

    @ParameterizedTest
    @MethodSource("records")
    void theCurrentSchemaReadsEveryReleasedOne(Class<? extends SpecificRecord> type) {
        var history = SchemaHistory.read(HISTORY, type.getSimpleName());

        assertThat(history.unreadableBy(AvroSerdes.schemaOf(type)))
                .as("released versions that the current schema cannot read (BACKWARD_TRANSITIVE)")
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("records")
    void theCurrentSchemaIsTheNewestReleasedOne(Class<? extends SpecificRecord> type)
            throws IOException {
        var history = SchemaHistory.read(HISTORY, type.getSimpleName());
        var current = AvroSerdes.schemaOf(type);
        var candidate = Path.of(type.getSimpleName(), history.nextVersion() + ".avsc");
        Files.createDirectories(CANDIDATES.resolve(candidate).getParent());
        Files.writeString(
                CANDIDATES.resolve(candidate),
                SchemaFormatter.format("json/pretty", current) + "\n");

        assertThat(history.endsWith(current))
                .as(
                        "%s differs from its newest released version; to release it: cp schemas/%s schemas/%s",
                        type.getSimpleName(),
                        CANDIDATES.resolve(candidate),
                        HISTORY.resolve(candidate))
                .isTrue();
    }

    @Test
    void aNewFieldWithoutDefaultCannotReadOlderData() {
        var current = record().requiredString("id").requiredInt("count").endRecord();

        assertThat(released(record().requiredString("id").endRecord()).unreadableBy(current))
                .singleElement()
                .asString()
                .startsWith("Sample 1: ")
                .contains("READER_FIELD_MISSING_DEFAULT_VALUE", "count");
    }

    @Test
    void olderVersionsThanTheNewestCountToo() {
        var first = record().requiredString("id").requiredString("count").endRecord();
        var second = record().requiredString("id").endRecord();
        var current = record().requiredString("id").name("count").type().intType().intDefault(0);

        assertThat(released(first, second).unreadableBy(current.endRecord()))
                .singleElement()
                .asString()
                .startsWith("Sample 1: ");
    }

    @Test
    void aChangedCommentIsAnotherSchema() {
        var released = released(SchemaBuilder.record("Sample").doc("Old.").fields().endRecord());

        assertThat(
                        released.endsWith(
                                SchemaBuilder.record("Sample").doc("Old.").fields().endRecord()))
                .isTrue();
        assertThat(
                        released.endsWith(
                                SchemaBuilder.record("Sample").doc("New.").fields().endRecord()))
                .isFalse();
        assertThat(released.nextVersion()).isEqualTo(2);
    }

    private static SchemaBuilder.FieldAssembler<Schema> record() {
        return SchemaBuilder.record("Sample").fields();
    }

    private static SchemaHistory released(Schema... schemas) {
        var versions = new TreeMap<Integer, Schema>();
        for (var schema : schemas) {
            versions.put(versions.size() + 1, schema);
        }
        return new SchemaHistory("Sample", versions);
    }
}
