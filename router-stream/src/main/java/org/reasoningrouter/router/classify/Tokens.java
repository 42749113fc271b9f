package org.reasoningrouter.router.classify;

import java.util.List;

/// A conversation as the model reads it.
///
/// @param ids after truncation; never changed once here
/// @param counted tokens before truncation
@SuppressWarnings("ArrayRecordComponent") // millions of these pass; identity is enough for them
public record Tokens(long[] ids, int counted) {

    /// The tokens that one call computes for these, padding included.
    public static long padded(List<Tokens> batch) {
        var longest = batch.stream().mapToInt(Tokens::length).max().orElse(0);
        return (long) longest * batch.size();
    }

    public int length() {
        return ids.length;
    }

    public boolean truncated() {
        return counted > ids.length;
    }
}
