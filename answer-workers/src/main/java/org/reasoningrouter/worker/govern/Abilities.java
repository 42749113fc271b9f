package org.reasoningrouter.worker.govern;

import org.reasoningrouter.worker.invoke.Control;
import org.reasoningrouter.worker.invoke.Controls;
import org.reasoningrouter.worker.invoke.Thought;

/// What a server can do to hold a thought to its budget.
///
/// @param nativeBudget whether it was seen to end a thought itself, at the budget that a call names
/// @param continuesByIds whether it goes on from a thought's token ids
/// @param continuesByText whether it goes on from a thought's text
/// @param stopsAfterThought whether a call, the first or one that thinks on, can end where its
///   thought ends, before any answer
public record Abilities(
        boolean nativeBudget,
        boolean continuesByIds,
        boolean continuesByText,
        boolean stopsAfterThought) {

    /// A server of which nothing is known but that it answers.
    public static final Abilities NONE = new Abilities(false, false, false, false);

    /// What a server's controls come to.
    ///
    /// A budget that was not measured is still told to a server whose thoughts cannot be gone on
    /// from: there is nothing stronger.
    public static Abilities of(Controls controls) {
        var byIds = controls.has(Control.TOKEN_IDS);
        var byText = controls.has(Control.TEXT_CONTINUATION);
        var unmeasured = controls.has(Control.BUDGET) && !byIds && !byText;
        return new Abilities(
                controls.obeys(Control.BUDGET) || unmeasured,
                byIds,
                byText,
                controls.has(Control.STOP_AFTER_THOUGHT));
    }

    /// Whether a thought can be gone on from at all.
    boolean continues() {
        return continuesByIds || continuesByText;
    }

    /// Whether this thought can be gone on from.
    boolean continues(Thought thought) {
        return continuesByText || (continuesByIds && thought.hasIds());
    }
}
