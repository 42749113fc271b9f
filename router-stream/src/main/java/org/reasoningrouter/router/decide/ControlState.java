package org.reasoningrouter.router.decide;

import org.reasoningrouter.wire.Control;

/// All that `control` says, as far as decisions go by it. Threads share it.
public record ControlState(LearnedLengths learned, Leases leases, Backlog backlog) {

    /// Takes in the newest record of a key.
    public void take(String key, Control control) {
        control.getThinkingLengths().ifPresent(lengths -> learned.learn(key, lengths));
        control.getTenantLeases().ifPresent(lent -> leases.take(key, lent));
        control.getLaneBacklog().ifPresent(report -> backlog.take(key, report));
    }

    /// The key has ended.
    public void forget(String key) {
        learned.forget(key);
        leases.forget(key);
        backlog.forget(key);
    }
}
