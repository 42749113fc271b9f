package org.reasoningrouter.router.classify;

/// A conversation as the model reads it.
///
/// @param ids after truncation; never changed once here
/// @param counted tokens before truncation
@SuppressWarnings("ArrayRecordComponent") // millions of these pass; identity is enough for them
public record Tokens(long[] ids, int counted) {

    public int length() {
        return ids.length;
    }

    public boolean truncated() {
        return counted > ids.length;
    }
}
