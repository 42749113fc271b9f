package org.reasoningrouter.worker.invoke;

import java.time.Duration;
import java.util.Optional;

/// One model server as settings describe it.
///
/// @param family empty: the server is asked which it is of
/// @param probePatience the most time for each of the probe's calls
/// @param key the secret; it goes into headers and nowhere else
public record ServerSettings(
        LlmSettings llm,
        Model model,
        Optional<Family> family,
        Probing probing,
        Duration probePatience,
        Optional<String> key) {

    /// What follows from a control that a server ignores without a word.
    public enum Probing {
        /// The worker does not start.
        REFUSE,
        /// It is said in the log, and the control is not relied on.
        WARN,
        /// Nothing is measured: no call is paid, and every control stays unproven.
        OFF
    }

    public ServerSettings {
        if (!probePatience.isPositive()) {
            throw new IllegalArgumentException(
                    "the probe's patience must be positive: " + probePatience);
        }
    }

    @Override
    public String toString() {
        return "ServerSettings[" + llm.url() + ", " + model.name() + "]";
    }
}
