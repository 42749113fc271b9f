package org.reasoningrouter.router.batch;

import java.util.Optional;
import org.reasoningrouter.router.classify.Classification;
import org.reasoningrouter.router.decide.PolicyInForce;

/// A second policy, and perhaps models of its own, that decides beside the judge without effect.
///
/// @param decides what it decides by
/// @param batcher absent where it takes the scores of the judge's models
public record Shadow(PolicyInForce decides, Optional<Batcher> batcher) {

    public Shadow {
        if (!decides.policy().isFor(decides.modelVersion())) {
            throw new IllegalArgumentException(
                    "shadow: " + decides.policy().refusal(decides.modelVersion()));
        }
    }

    /// What it knows of a prompt by now; it is never waited for.
    ///
    /// @param said what the judge's models made of the prompt
    /// @return empty when it is late
    public Optional<Classification> know(Slot slot, Classification said) {
        return batcher.isEmpty() ? Optional.of(said) : slot.shadow().flatMap(Ticket::ifEnded);
    }
}
