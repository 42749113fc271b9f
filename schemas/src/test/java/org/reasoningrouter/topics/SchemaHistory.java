package org.reasoningrouter.topics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/// The released versions of one record's schema, `1.avsc` upwards in a folder that bears its name.
record SchemaHistory(String name, NavigableMap<Integer, Schema> versions) {

    static SchemaHistory read(Path history, String name) {
        var versions = new TreeMap<Integer, Schema>();
        try (var files = Files.list(history.resolve(name))) {
            for (var file : files.toList()) {
                var version = file.getFileName().toString().replace(".avsc", "");
                versions.put(Integer.valueOf(version), parse(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the history of " + name + " cannot be read: " + history.resolve(name), e);
        }
        return new SchemaHistory(name, versions);
    }

    /// The released versions whose data a reader with this schema cannot read, each with the
    /// reason.
    List<String> unreadableBy(Schema current) {
        return versions.entrySet().stream()
                .flatMap(e -> conflict(current, e.getKey(), e.getValue()).stream())
                .toList();
    }

    /// The newest released version is this schema to the letter, docs and defaults included.
    boolean endsWith(Schema current) {
        return !versions.isEmpty()
                && versions.lastEntry().getValue().toString().equals(current.toString());
    }

    int nextVersion() {
        return versions.isEmpty() ? 1 : versions.lastKey() + 1;
    }

    private Optional<String> conflict(Schema reader, int version, Schema writer) {
        var found = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
        return found.getType() == SchemaCompatibilityType.COMPATIBLE
                ? Optional.empty()
                : Optional.of(
                        name + " " + version + ": " + found.getResult().getIncompatibilities());
    }

    private static Schema parse(Path file) throws IOException {
        return new Schema.Parser().parse(Files.readString(file));
    }
}
