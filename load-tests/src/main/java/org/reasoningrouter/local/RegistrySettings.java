package org.reasoningrouter.local;

import static org.reasoningrouter.local.RegistryChange.GLOBAL;

import java.util.Optional;
import java.util.function.Consumer;
import org.reasoningrouter.local.RegistryChange.LevelSet;
import org.reasoningrouter.local.RegistryChange.ModeSet;

/// The levels and modes of a registry: of each subject that has its own, else of all.
///
/// Belongs to the rules, which call it in turn.
final class RegistrySettings {

    private static final RegistryLevel DEFAULT_LEVEL = RegistryLevel.BACKWARD;

    private final RegistryState state;
    private final Consumer<RegistryChange> change;

    RegistrySettings(RegistryState state, Consumer<RegistryChange> change) {
        this.state = state;
        this.change = change;
    }

    RegistryLevel levelFor(String subject) {
        return state.level(subject).or(() -> state.level(GLOBAL)).orElse(DEFAULT_LEVEL);
    }

    /// @param orGlobal whether the global level may answer for a subject without its own
    RegistryLevel level(String subject, boolean orGlobal) {
        return Optional.of(levelFor(subject))
                .filter(_ -> orGlobal || isGlobal(subject) || state.level(subject).isPresent())
                .orElseThrow(() -> noLevel(subject));
    }

    void setLevel(String subject, RegistryLevel level) {
        change.accept(new LevelSet(subject, Optional.of(level)));
    }

    /// Returns the level that held until now.
    RegistryLevel deleteLevel(String subject) {
        var before = level(subject, false);
        change.accept(new LevelSet(subject, Optional.empty()));
        return before;
    }

    RegistryMode modeFor(String subject) {
        return state.mode(subject).or(() -> state.mode(GLOBAL)).orElse(RegistryMode.READWRITE);
    }

    /// @param orGlobal whether the global mode may answer for a subject without its own
    RegistryMode mode(String subject, boolean orGlobal) {
        return Optional.of(modeFor(subject))
                .filter(_ -> orGlobal || isGlobal(subject) || state.mode(subject).isPresent())
                .orElseThrow(() -> noMode(subject));
    }

    void setMode(String subject, RegistryMode mode) {
        change.accept(new ModeSet(subject, Optional.of(mode)));
    }

    /// Returns the mode that held until now.
    RegistryMode deleteMode(String subject) {
        var before = mode(subject, false);
        change.accept(new ModeSet(subject, Optional.empty()));
        return before;
    }

    void requireWritable(String subject) {
        var readOnlyForAll =
                state.mode(GLOBAL).filter(m -> m == RegistryMode.READONLY_OVERRIDE).isPresent();
        if (readOnlyForAll || modeFor(subject) != RegistryMode.READWRITE) {
            throw new RegistryRefusedException(
                    42205, "Subject " + subject + " is in read-only mode");
        }
    }

    /// Forgets the settings of a subject that is gone for good.
    void forget(String subject) {
        if (state.level(subject).isPresent()) {
            change.accept(new LevelSet(subject, Optional.empty()));
        }
        if (state.mode(subject).isPresent()) {
            change.accept(new ModeSet(subject, Optional.empty()));
        }
    }

    private static boolean isGlobal(String subject) {
        return subject.equals(GLOBAL);
    }

    private static RegistryRefusedException noLevel(String subject) {
        return new RegistryRefusedException(
                40408,
                "Subject '" + subject + "' does not have subject-level compatibility configured");
    }

    private static RegistryRefusedException noMode(String subject) {
        return new RegistryRefusedException(
                40409, "Subject '" + subject + "' does not have subject-level mode configured");
    }
}
