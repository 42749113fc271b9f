package org.reasoningrouter.router.admit;

import org.jspecify.annotations.Nullable;
import org.reasoningrouter.router.admit.Admission.Unroutable;

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

    /// Holds a claim against what is known of its id.
    ///
    /// @param before the claim that holds the id, if any does
    public static Identity of(Claim claim, @Nullable Claim before) {
        if (before == null) {
            return FIRST;
        }
        return claim.isOfSameBody(before) ? DUPLICATE : CONFLICT;
    }
}
