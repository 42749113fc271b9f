package org.reasoningrouter.worker.invoke;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What is known of a server's controls of thinking. It changes when the server is probed.
///
/// Only SWITCH and BUDGET can be proven: they are what servers ignore without a word. The others
/// are what the family says of itself, and stay UNPROVEN.
public record Controls(Map<Control, Standing> standings) {

    /// Before it is known what a server is.
    public static final Controls UNKNOWN = offered(Set.of());

    /// How far a control is known to work.
    public enum Standing {
        /// Offered, and measured to do what it says.
        OBEYED(1),
        /// Offered, and measured to do nothing.
        IGNORED(0),
        /// The family has no such control, or this server refuses it.
        NOT_OFFERED(-1),
        /// Offered, and not yet measured, or the measurement told nothing.
        UNPROVEN(Double.NaN);

        private final double level;

        Standing(double level) {
            this.level = level;
        }

        /// The standing as the meter shows it; unproven is no number.
        public double level() {
            return level;
        }
    }

    public Controls {
        standings = Map.copyOf(standings);
    }

    /// What a family says of itself.
    static Controls offered(Set<Control> controls) {
        return new Controls(
                controls.stream().collect(Collectors.toMap(c -> c, _ -> Standing.UNPROVEN)));
    }

    Controls with(Control control, Standing standing) {
        var all = new EnumMap<Control, Standing>(Control.class);
        all.putAll(standings);
        all.put(control, standing);
        return new Controls(all);
    }

    public Standing of(Control control) {
        return standings.getOrDefault(control, Standing.NOT_OFFERED);
    }

    /// Whether it may be used: it is offered and not known to be ignored.
    public boolean has(Control control) {
        return of(control) == Standing.OBEYED || of(control) == Standing.UNPROVEN;
    }

    /// Whether it was measured to work.
    public boolean obeys(Control control) {
        return of(control) == Standing.OBEYED;
    }

    /// The controls that are ignored without a word.
    Set<Control> ignored() {
        return standings.entrySet().stream()
                .filter(entry -> entry.getValue() == Standing.IGNORED)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }
}
