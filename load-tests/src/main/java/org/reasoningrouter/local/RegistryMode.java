package org.reasoningrouter.local;

import java.util.Arrays;
import java.util.Locale;

/// Whether a subject takes new schemas, by Confluent's names. There is no IMPORT: this registry
/// gives every id itself.
enum RegistryMode {
    READWRITE,
    READONLY,
    READONLY_OVERRIDE;

    static RegistryMode of(String name) {
        return Arrays.stream(values())
                .filter(mode -> mode.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() ->
                        new RegistryRefusedException(
                                42204,
                                "Invalid mode. Valid values are READWRITE, READONLY and"
                                        + " READONLY_OVERRIDE"));
    }
}
