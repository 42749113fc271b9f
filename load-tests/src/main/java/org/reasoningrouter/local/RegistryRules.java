package org.reasoningrouter.local;

import static org.reasoningrouter.local.RegistryRefusedException.noSubject;
import static org.reasoningrouter.local.RegistryRefusedException.noVersion;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.reasoningrouter.local.RegistryChange.Removed;
import org.reasoningrouter.local.RegistryChange.UsedIds;
import org.reasoningrouter.local.RegistryChange.Version;

/// What a schema registry promises: an id means one schema for ever, equal schemas share an id, and
/// a subject takes no schema that its level forbids.
///
/// Threads may share it; one call at a time changes or reads it. A change counts once the log has
/// it.
final class RegistryRules {

    /// Which versions a question means.
    enum Shown {
        LIVE,
        ALL,
        DELETED;

        boolean shows(Version version) {
            return switch (this) {
                case LIVE -> !version.deleted();
                case ALL -> true;
                case DELETED -> version.deleted();
            };
        }
    }

    private static final int LATEST = -1;

    private final RegistryState state = new RegistryState();
    private final RegistryLog log;
    private final RegistrySettings settings;

    RegistryRules(RegistryLog log) {
        this.log = log;
        log.read().forEach(state::apply);
        this.settings = new RegistrySettings(state, this::change);
    }

    /// Asks or changes levels and modes, one call at a time like everything else.
    synchronized <R> R settings(Function<RegistrySettings, R> question) {
        return question.apply(settings);
    }

    /// Registers a schema, or finds it registered.
    synchronized Version register(String subject, String schema) {
        settings.requireWritable(subject);
        for (var version : state.versions(subject)) {
            if (!version.deleted() && version.schema().equals(schema)) {
                return version;
            }
        }
        var conflicts = conflicts(subject, schema);
        if (!conflicts.isEmpty()) {
            throw new RegistryRefusedException(
                    409,
                    "Schema being registered is incompatible with an earlier schema for subject \""
                            + subject
                            + "\", details: "
                            + conflicts);
        }
        var versions = state.versions(subject);
        var next = versions.isEmpty() ? 1 : versions.getLast().version() + 1;
        var registered = new Version(subject, next, idFor(schema), schema, false);
        change(registered);
        return registered;
    }

    private int idFor(String schema) {
        return state.all().stream()
                .filter(version -> version.schema().equals(schema))
                .findFirst()
                .map(Version::id)
                .orElse(state.highestId() + 1);
    }

    /// Finds a schema under a subject.
    synchronized Version lookUp(String subject, String schema, Shown shown) {
        return versions(subject, shown).stream()
                .filter(version -> version.schema().equals(schema))
                .reduce((_, newer) -> newer)
                .orElseThrow(() -> new RegistryRefusedException(40403, "Schema not found"));
    }

    synchronized List<String> subjects(Shown shown) {
        return state.subjects().stream()
                .filter(subject -> matches(state.versions(subject), shown))
                .toList();
    }

    // A subject counts as deleted once all of its versions are.
    private static boolean matches(List<Version> versions, Shown shown) {
        Predicate<Version> shows = shown::shows;
        return shown == Shown.DELETED
                ? versions.stream().allMatch(shows)
                : versions.stream().anyMatch(shows);
    }

    /// The versions of a subject, oldest first; at least one.
    synchronized List<Version> versions(String subject, Shown shown) {
        var versions = state.versions(subject).stream().filter(shown::shows).toList();
        if (versions.isEmpty()) {
            throw noSubject(subject);
        }
        return versions;
    }

    /// @param number a number from 1, `latest` or `-1`
    synchronized Version version(String subject, String number, Shown shown) {
        var wanted = versionNumber(number);
        var versions = versions(subject, shown);
        if (wanted == LATEST) {
            return versions.getLast();
        }
        return versions.stream()
                .filter(version -> version.version() == wanted)
                .findFirst()
                .orElseThrow(() -> noVersion(number));
    }

    private static int versionNumber(String number) {
        if (number.equals("latest")) {
            return LATEST;
        }
        try {
            var parsed = Integer.parseInt(number);
            if (parsed == LATEST || parsed >= 1) {
                return parsed;
            }
        } catch (NumberFormatException e) {
            // said below, as for a number that is out of range
        }
        throw new RegistryRefusedException(
                42202,
                "The specified version '"
                        + number
                        + "' is not a valid version id. Allowed values are between [1, 2^31-1] and"
                        + " the string \"latest\"");
    }

    /// Every version that bears an id; at least one.
    synchronized List<Version> withId(String id) {
        var found = state.all().stream().filter(v -> Integer.toString(v.id()).equals(id)).toList();
        if (found.isEmpty()) {
            throw new RegistryRefusedException(40403, "Schema " + id + " not found");
        }
        return found;
    }

    synchronized List<Version> all(Shown shown) {
        return state.all().stream().filter(shown::shows).toList();
    }

    /// Why a subject would not take a schema; empty when it would.
    synchronized List<String> conflicts(String subject, String schema) {
        var level = settings.levelFor(subject);
        var live = state.versions(subject).stream().filter(Shown.LIVE::shows).toList();
        if (live.isEmpty()) {
            return List.of();
        }
        return conflicts(level, schema, level.isTransitive() ? live : List.of(live.getLast()));
    }

    /// Why a schema does not go with one version of a subject, at the subject's level.
    synchronized List<String> conflictsWith(String subject, String number, String schema) {
        if (versionNumber(number) == LATEST
                && state.versions(subject).stream().noneMatch(Shown.LIVE::shows)) {
            return List.of();
        }
        var earlier = version(subject, number, Shown.LIVE);
        return conflicts(settings.levelFor(subject), schema, List.of(earlier));
    }

    private static List<String> conflicts(
            RegistryLevel level, String schema, List<Version> earlier) {
        var conflicts = new ArrayList<String>();
        for (var version : earlier.reversed()) {
            if (level.reads()) {
                conflicts.addAll(RegistrySchemas.conflicts(schema, version.schema()));
            }
            if (level.isRead()) {
                conflicts.addAll(RegistrySchemas.conflicts(version.schema(), schema));
            }
        }
        return conflicts;
    }

    /// Hides a subject, or forgets a hidden one.
    synchronized List<Version> deleteSubject(String subject, boolean permanent) {
        settings.requireWritable(subject);
        var all = versions(subject, Shown.ALL);
        var live = all.stream().filter(Shown.LIVE::shows).toList();
        if (permanent && !live.isEmpty()) {
            throw new RegistryRefusedException(
                    40405,
                    "Subject '"
                            + subject
                            + "' was not deleted first before being permanently deleted");
        }
        if (!permanent && live.isEmpty()) {
            throw new RegistryRefusedException(
                    40404,
                    "Subject '"
                            + subject
                            + "' was soft deleted.Set permanent=true to delete permanently");
        }
        if (permanent) {
            all.forEach(this::forget);
            settings.forget(subject);
            return all;
        }
        live.forEach(version -> change(version.marked(true)));
        return live;
    }

    /// Hides a version, or forgets a hidden one.
    synchronized Version deleteVersion(String subject, String number, boolean permanent) {
        settings.requireWritable(subject);
        var version = version(subject, number, permanent ? Shown.ALL : Shown.LIVE);
        if (permanent && !version.deleted()) {
            throw new RegistryRefusedException(
                    40407,
                    "Subject '"
                            + subject
                            + "' Version "
                            + version.version()
                            + " was not deleted first before being permanently deleted");
        }
        if (permanent) {
            forget(version);
        } else {
            change(version.marked(true));
        }
        return version;
    }

    private void forget(Version version) {
        change(new UsedIds(state.highestId()));
        change(new Removed(version.subject(), version.version()));
    }

    private void change(RegistryChange change) {
        log.append(change);
        state.apply(change);
    }
}
