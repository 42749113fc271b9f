package org.reasoningrouter.local;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Keeps the registry's changes in this JVM, as the topic would: written as bytes, and of each key
/// only the newest.
final class FakeRegistryLog implements RegistryLog {

    private record Kept(byte[] key, byte @Nullable [] value) {}

    private final RegistryJson json = new RegistryJson();
    private final List<Kept> kept = new CopyOnWriteArrayList<>();

    @Override
    public List<RegistryChange> read() {
        return kept.stream().flatMap(k -> json.change(k.key(), k.value()).stream()).toList();
    }

    @Override
    public void append(RegistryChange change) {
        var key = json.key(change);
        kept.removeIf(k -> Arrays.equals(k.key(), key));
        kept.add(new Kept(key, json.value(change)));
    }

    /// What the broker's cleaner does after a while.
    void dropTombstones() {
        kept.removeIf(k -> k.value() == null);
    }

    @Override
    public void close() {}
}
