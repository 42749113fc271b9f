package org.reasoningrouter.router;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.router.DeadLetterProcessor.Undelivered;
import org.reasoningrouter.topics.DeadLetter;
import org.reasoningrouter.topics.Topics;

/// Sends a record to dead-letters as it came, with headers that say why.
final class DeadLetterProcessor extends ContextualProcessor<byte[], Undelivered, byte[], byte[]> {

    // Room for our headers and Kafka's framing.
    private static final int AROUND = 64 << 10;

    /// A record's value with the reason why it goes no further.
    @SuppressWarnings("ArrayRecordComponent") // bytes that are only passed on
    record Undelivered(byte @Nullable [] value, String error, String message) {}

    @Override
    public void process(Record<byte[], Undelivered> undelivered) {
        var at = context().recordMetadata().orElseThrow();
        var why = undelivered.value();
        var letter =
                new DeadLetter(at.topic(), at.partition(), at.offset(), why.error(), why.message());
        context()
                .forward(
                        fits(undelivered)
                                ? undelivered
                                        .withValue(why.value())
                                        .withHeaders(both(undelivered.headers(), letter.headers()))
                                : bare(undelivered, letter));
    }

    private static Headers both(Headers theirs, Headers ours) {
        var both = new RecordHeaders(theirs);
        ours.forEach(both::add);
        return both;
    }

    /// A record that was small only while compressed leaves its bytes where they are: topic,
    /// partition and offset in the headers find them.
    private static Record<byte[], byte[]> bare(
            Record<byte[], Undelivered> undelivered, DeadLetter letter) {
        return new Record<>(null, null, undelivered.timestamp(), letter.headers());
    }

    private static boolean fits(Record<byte[], Undelivered> undelivered) {
        var bytes = (long) size(undelivered.key()) + size(undelivered.value().value());
        for (var header : undelivered.headers()) {
            bytes += header.key().length() * 3L + size(header.value());
        }
        return bytes + AROUND <= Topics.RECORD_BYTES;
    }

    private static int size(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
