package org.reasoningrouter.local;

import java.util.Arrays;
import java.util.Locale;

/// What a new schema of a subject must be able to do, by Confluent's names.
enum RegistryLevel {
    NONE(false, false, false),
    /// Reads what the newest version wrote.
    BACKWARD(true, false, false),
    BACKWARD_TRANSITIVE(true, false, true),
    /// Is read by the newest version.
    FORWARD(false, true, false),
    FORWARD_TRANSITIVE(false, true, true),
    FULL(true, true, false),
    FULL_TRANSITIVE(true, true, true);

    private final boolean reads;
    private final boolean isRead;
    private final boolean transitive;

    RegistryLevel(boolean reads, boolean isRead, boolean transitive) {
        this.reads = reads;
        this.isRead = isRead;
        this.transitive = transitive;
    }

    static RegistryLevel of(String name) {
        return Arrays.stream(values())
                .filter(level -> level.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() ->
                        new RegistryRefusedException(
                                42203,
                                "Invalid compatibility level. Valid values are none,"
                                        + " backward, forward, full, backward_transitive,"
                                        + " forward_transitive, and full_transitive"));
    }

    /// The new schema reads older data.
    boolean reads() {
        return reads;
    }

    /// Older schemas read the new data.
    boolean isRead() {
        return isRead;
    }

    /// All earlier versions count, not only the newest.
    boolean isTransitive() {
        return transitive;
    }
}
