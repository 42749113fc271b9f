package org.reasoningrouter.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.reasoningrouter.local.LocalRegistry;
import org.reasoningrouter.topics.AvroSerdes;
import org.reasoningrouter.wire.Prompt;

/// Records as producers make them that are not ours.
final class ForeignRecords {

    /// A text whose three bytes [#withLoneSurrogate] replaces.
    static final String MARK = "<?>";

    private ForeignRecords() {}

    /// @param topic whose subject takes the schema
    static byte[] bytes(LocalRegistry registry, String topic, Object value) {
        try (var serializer = new KafkaAvroSerializer()) {
            serializer.configure(Map.of("schema.registry.url", registry.url()), false);
            return serializer.serialize(topic, value);
        }
    }

    /// A prompt of a schema with one field more than ours.
    static GenericRecord newerPrompt(String id) {
        var ours = AvroSerdes.schemaOf(Prompt.class);
        var fields = new ArrayList<Schema.Field>();
        ours.getFields().forEach(it -> fields.add(new Schema.Field(it, it.schema())));
        fields.add(new Schema.Field("colour", Schema.create(Schema.Type.STRING), "New.", ""));
        var schema = Schema.createRecord("Prompt", null, ours.getNamespace(), false, fields);
        var message = ours.getField("messages").schema().getElementType();
        return new GenericRecordBuilder(schema)
                .set("promptId", id)
                .set(
                        "messages",
                        List.of(new GenericRecordBuilder(message).set("content", "hello").build()))
                .set("colour", "red")
                .build();
    }

    /// U+D800 as some clients write it, in the place of the mark.
    static byte[] withLoneSurrogate(byte[] whole) {
        var text = new String(whole, ISO_8859_1);
        if (!text.contains(MARK)) {
            throw new IllegalArgumentException("the record holds no " + MARK);
        }
        return text.replace(MARK, "\u00ED\u00A0\u0080").getBytes(ISO_8859_1);
    }
}
