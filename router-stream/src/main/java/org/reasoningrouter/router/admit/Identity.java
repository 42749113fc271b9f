package org.reasoningrouter.router.admit;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.router.admit.Admission.Unroutable;
import org.reasoningrouter.wire.Prompt;

/// Whether a prompt is the first to claim its id.
public enum Identity {
    FIRST,
    /// The same body came before: a producer's retry.
    DUPLICATE,
    /// Another body came before, and keeps the id.
    CONFLICT;

    /// What becomes of a prompt in [#CONFLICT].
    public static final Unroutable CONFLICTING =
            new Unroutable("CONFLICT", "another prompt with this id came before");

    /// Holds a prompt against what is known of its id.
    ///
    /// @param before the fingerprint that holds the id, if any does
    public static Identity of(byte[] fingerprint, byte @Nullable [] before) {
        if (before == null) {
            return FIRST;
        }
        return Arrays.equals(fingerprint, before) ? DUPLICATE : CONFLICT;
    }

    /// A prompt's body as 32 bytes, for the store.
    public static byte[] fingerprint(Prompt prompt) {
        return Fingerprint.of(prompt);
    }
}
