package org.reasoningrouter.router.admit;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.reasoningrouter.wire.Prompt;

/// A prompt's hold on its id, for a store that finds a claim by id and instant.
///
/// Claims are kept by **span**: spans are as long as the window, one after another, and a claim
/// stands at the start of the span in which it was made. So two reads by key, of this span and of
/// the one before, find all that can still hold, where a search by time opens an iterator over each
/// segment of the store. When within its span a claim was made, the claim itself says.
public final class Claim {

    private final long madeAt;
    private final byte[] fingerprint;

    private Claim(long madeAt, byte[] fingerprint) {
        this.madeAt = madeAt;
        this.fingerprint = fingerprint;
    }

    /// What a prompt claims its id by.
    ///
    /// @param now epoch milliseconds
    public static Claim of(Prompt prompt, long now) {
        return new Claim(now, Fingerprint.of(prompt));
    }

    /// Reads a claim from the store.
    ///
    /// @param stored what [#bytes] gave
    public static Claim read(byte[] stored) {
        var buffer = ByteBuffer.wrap(stored);
        var madeAt = buffer.getLong();
        var fingerprint = new byte[buffer.remaining()];
        buffer.get(fingerprint);
        return new Claim(madeAt, fingerprint);
    }

    /// The claim for the store: when it was made, 8 bytes, and the body's fingerprint, 32.
    public byte[] bytes() {
        return ByteBuffer.allocate(Long.BYTES + fingerprint.length)
                .putLong(madeAt)
                .put(fingerprint)
                .array();
    }

    /// The start of the span that this claim stands in, epoch milliseconds.
    public long span(Duration window) {
        return madeAt - Math.floorMod(madeAt, window.toMillis());
    }

    /// The start of the only other span in which a claim may stand that still holds the id.
    public long spanBefore(Duration window) {
        return span(window) - window.toMillis();
    }

    /// Whether this claim still holds its id when another is made.
    public boolean holds(Claim other, Duration window) {
        return other.madeAt - madeAt <= window.toMillis();
    }

    boolean isOfSameBody(Claim other) {
        return Arrays.equals(fingerprint, other.fingerprint);
    }
}
