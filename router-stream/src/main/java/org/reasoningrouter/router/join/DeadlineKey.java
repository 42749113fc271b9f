package org.reasoningrouter.router.join;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Instant;

/// A pending prompt's place in the deadline index, whose order of bytes is the order of time:
/// `bigEndian(deadline in ms)|prompt id`.
///
/// @param millis since 1970; not negative, as a sign would turn the order around
record DeadlineKey(long millis, String promptId) {

    DeadlineKey {
        if (millis < 0) {
            throw new IllegalArgumentException("a deadline must not be before 1970: " + millis);
        }
    }

    static DeadlineKey of(Instant deadline, String promptId) {
        return new DeadlineKey(Math.max(0, deadline.toEpochMilli()), promptId);
    }

    static DeadlineKey of(byte[] key) {
        var millis = ByteBuffer.wrap(key).getLong();
        return new DeadlineKey(millis, new String(key, Long.BYTES, key.length - Long.BYTES, UTF_8));
    }

    /// The least key with a deadline at or after this instant.
    static byte[] first(long millis) {
        return ByteBuffer.allocate(Long.BYTES).putLong(millis).array();
    }

    Instant deadline() {
        return Instant.ofEpochMilli(millis);
    }

    byte[] toBytes() {
        var id = promptId.getBytes(UTF_8);
        return ByteBuffer.allocate(Long.BYTES + id.length).putLong(millis).put(id).array();
    }
}
