package org.reasoningrouter.local;

import java.util.Optional;

/// One thing that happened to the registry. All of them in order are its whole state, and of each
/// kind and subject only the newest counts.
sealed interface RegistryChange {

    /// The subject of settings that hold for all subjects.
    String GLOBAL = "";

    /// A version was registered, or changed its mark of deletion.
    ///
    /// @param schema Avro's JSON text
    /// @param deleted hidden, but still found by id and by who asks for deleted ones
    record Version(String subject, int version, int id, String schema, boolean deleted)
            implements RegistryChange {

        Version marked(boolean nowDeleted) {
            return new Version(subject, version, id, schema, nowDeleted);
        }
    }

    /// A version is gone for good.
    record Removed(String subject, int version) implements RegistryChange {}

    /// Ids up to this one are used up, so that no id ever means another schema.
    record UsedIds(int highest) implements RegistryChange {}

    record LevelSet(String subject, Optional<RegistryLevel> level) implements RegistryChange {}

    record ModeSet(String subject, Optional<RegistryMode> mode) implements RegistryChange {}
}
