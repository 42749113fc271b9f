package org.reasoningrouter.router.join;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.reasoningrouter.wire.Status;

/// What is remembered of a prompt that has ended: how, and every call already paid for.
///
/// @param callIds ids of the answers and calls seen, oldest first
record Marker(Status status, Set<String> callIds) {

    /// More than any worker's attempts times the broker's deliveries; past it the oldest is
    /// forgotten.
    static final int MOST_CALLS = 256;

    Marker {
        var kept = new LinkedHashSet<>(callIds);
        while (kept.size() > MOST_CALLS) {
            kept.removeFirst();
        }
        callIds = java.util.Collections.unmodifiableSet(kept);
    }

    boolean knows(String callId) {
        return callIds.contains(callId);
    }

    Marker and(Collection<String> more) {
        var all = new LinkedHashSet<>(callIds);
        all.addAll(more);
        return new Marker(status, all);
    }

    byte[] toBytes() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeUTF(status.name());
            out.writeShort(callIds.size());
            for (var callId : callIds) {
                out.writeUTF(callId);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static Marker of(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            var status = Status.valueOf(in.readUTF());
            var callIds = new LinkedHashSet<String>();
            for (var left = in.readUnsignedShort(); left > 0; left--) {
                callIds.add(in.readUTF());
            }
            return new Marker(status, callIds);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
