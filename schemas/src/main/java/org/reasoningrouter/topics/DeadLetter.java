package org.reasoningrouter.topics;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/// Why a record went to dead-letters, as the headers that KIP-1034 names; key and value stay as
/// they came.
///
/// @param error one word: `unknown_schema`, `undecodable`, `CONFLICT`, …
/// @param message for a person; holds no prompt or answer text
public record DeadLetter(String topic, int partition, long offset, String error, String message) {

    public static final String ERROR = "__streams.errors.exception";
    public static final String MESSAGE = "__streams.errors.message";
    public static final String TOPIC = "__streams.errors.topic";
    public static final String PARTITION = "__streams.errors.partition";
    public static final String OFFSET = "__streams.errors.offset";

    public Headers headers() {
        return new RecordHeaders()
                .add(ERROR, utf8(error))
                .add(MESSAGE, utf8(message))
                .add(TOPIC, utf8(topic))
                .add(PARTITION, utf8(Integer.toString(partition)))
                .add(OFFSET, utf8(Long.toString(offset)));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
