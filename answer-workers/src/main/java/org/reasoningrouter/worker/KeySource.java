package org.reasoningrouter.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Where a server's bearer token is read from. The token itself is in no record, so that none can
/// print it.
///
/// @param setting the prefix of its settings, for messages
/// @param file blank: it is in no file
/// @param variable of the environment; blank: it is in none
record KeySource(String setting, String file, String variable) {

    KeySource {
        if (!file.isBlank() && !variable.isBlank()) {
            throw new IllegalArgumentException(
                    setting + " must have a key-file or a key-variable, not both");
        }
    }

    /// The token; empty where none is to be sent.
    Optional<String> key(Function<String, @Nullable String> environment) {
        if (!file.isBlank()) {
            return Optional.of(filled("key-file", file, read()));
        }
        if (!variable.isBlank()) {
            var value = Optional.ofNullable(environment.apply(variable)).orElse("");
            return Optional.of(filled("key-variable", variable, value));
        }
        return Optional.empty();
    }

    private String read() {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new IllegalArgumentException(setting + ".key-file cannot be read: " + file, e);
        }
    }

    private String filled(String kind, String name, String key) {
        if (key.isBlank()) {
            throw new IllegalArgumentException(setting + "." + kind + " is empty: " + name);
        }
        return key.strip();
    }
}
