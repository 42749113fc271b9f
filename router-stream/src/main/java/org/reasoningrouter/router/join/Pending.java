package org.reasoningrouter.router.join;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// A pending prompt as its store keeps it: the deadline, behind it the decision's bytes as they
/// came.
///
/// The schema registry alone then knows how to read old ones, and a prompt that is answered in time
/// is never decoded again.
final class Pending {

    private Pending() {}

    static byte[] of(long deadlineMillis, byte[] decision) {
        return ByteBuffer.allocate(Long.BYTES + decision.length)
                .putLong(deadlineMillis)
                .put(decision)
                .array();
    }

    static long deadlineMillis(byte[] pending) {
        return ByteBuffer.wrap(pending).getLong();
    }

    static byte[] decision(byte[] pending) {
        return Arrays.copyOfRange(pending, Long.BYTES, pending.length);
    }
}
