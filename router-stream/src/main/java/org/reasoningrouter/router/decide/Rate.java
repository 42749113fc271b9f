package org.reasoningrouter.router.decide;

import java.util.Locale;

/// What may happen to a prompt, and was counted at calibration.
public enum Rate {
    /// A scored prompt thinks.
    THINKING,
    /// A thought meets its budget, of those that were thought.
    CUT,
    /// A routed prompt ends without an answer.
    FAILED;

    /// As policy files and meters have it.
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
