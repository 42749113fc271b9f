package org.reasoningrouter.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Keeps the registry's changes in this JVM as the topic would: as text, and of each key only the
/// newest.
final class FakeRegistryLog implements RegistryLog {

    private final RegistryJson json = new RegistryJson();
    private final Map<String, Optional<String>> kept = new LinkedHashMap<>();

    @Override
    public synchronized List<RegistryChange> read() {
        return kept.entrySet().stream()
                .flatMap(e -> change(e.getKey(), e.getValue()).stream())
                .toList();
    }

    private Optional<RegistryChange> change(String key, Optional<String> value) {
        return json.change(key.getBytes(UTF_8), value.map(v -> v.getBytes(UTF_8)).orElse(null));
    }

    @Override
    public synchronized void append(RegistryChange change) {
        var key = new String(json.key(change), UTF_8);
        var value = json.value(change);
        kept.remove(key);
        kept.put(key, value == null ? Optional.empty() : Optional.of(new String(value, UTF_8)));
    }

    /// What the broker's cleaner does after a while.
    synchronized void dropTombstones() {
        kept.values().removeIf(Optional::isEmpty);
    }

    @Override
    public void close() {}
}
