package org.reasoningrouter.topics;

/// What the bytes of a record turned out to be.
public sealed interface Reading<V> {

    record Intact<V>(V value) implements Reading<V> {}

    /// Bytes that no wait will make readable: they belong into dead-letters.
    ///
    /// @param error one word, the same for the same kind of damage
    /// @param message for a person; holds no byte of the record
    record Unreadable<V>(String error, String message) implements Reading<V> {}
}
