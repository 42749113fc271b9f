package org.reasoningrouter.local;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.reasoningrouter.local.RegistryChange.LevelSet;
import org.reasoningrouter.local.RegistryChange.ModeSet;
import org.reasoningrouter.local.RegistryChange.Removed;
import org.reasoningrouter.local.RegistryChange.UsedIds;
import org.reasoningrouter.local.RegistryChange.Version;

/// What the registry holds: the sum of its changes.
final class RegistryState {

    private final NavigableMap<String, NavigableMap<Integer, Version>> subjects = new TreeMap<>();
    private final Map<String, RegistryLevel> levels = new HashMap<>();
    private final Map<String, RegistryMode> modes = new HashMap<>();
    private int highestId;

    void apply(RegistryChange change) {
        switch (change) {
            case Version version -> {
                subjects.computeIfAbsent(version.subject(), _ -> new TreeMap<>())
                        .put(version.version(), version);
                highestId = Math.max(highestId, version.id());
            }
            case Removed(var subject, var version) -> remove(subject, version);
            case UsedIds(var highest) -> highestId = Math.max(highestId, highest);
            case LevelSet(var subject, var level) -> set(levels, subject, level);
            case ModeSet(var subject, var mode) -> set(modes, subject, mode);
        }
    }

    private void remove(String subject, int version) {
        var versions = subjects.get(subject);
        if (versions == null) {
            return;
        }
        versions.remove(version);
        if (versions.isEmpty()) {
            subjects.remove(subject);
        }
    }

    private static <V> void set(Map<String, V> settings, String subject, Optional<V> value) {
        value.ifPresentOrElse(v -> settings.put(subject, v), () -> settings.remove(subject));
    }

    List<String> subjects() {
        return List.copyOf(subjects.keySet());
    }

    /// Oldest first, deleted ones included; empty for an unknown subject.
    List<Version> versions(String subject) {
        var versions = subjects.get(subject);
        return versions == null ? List.of() : List.copyOf(versions.values());
    }

    /// Every version of every subject, deleted ones included.
    List<Version> all() {
        var all = new ArrayList<Version>();
        subjects.values().forEach(versions -> all.addAll(versions.values()));
        return all;
    }

    Optional<RegistryLevel> level(String subject) {
        return Optional.ofNullable(levels.get(subject));
    }

    Optional<RegistryMode> mode(String subject) {
        return Optional.ofNullable(modes.get(subject));
    }

    int highestId() {
        return highestId;
    }
}
