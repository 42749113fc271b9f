package org.reasoningrouter.router.classify;

/// What the classifier made of one prompt.
public sealed interface Classification {

    /// A score, or the model's word that it has none.
    ///
    /// @param tokens before truncation
    /// @param batchSize prompts scored in the same call; 0 when the score was remembered
    /// @param stage of the cascade that decided, from 1; 1 where there is one model only
    record Scored(Score score, int tokens, boolean truncated, int batchSize, int stage)
            implements Classification {

        /// Whether the score of an earlier prompt with the same input was taken.
        public boolean cached() {
            return batchSize == 0;
        }
    }

    /// The prompt names its route itself, so nothing was asked.
    record NotAsked() implements Classification {}

    /// The poll's deadline came first.
    record Late() implements Classification {}

    /// The classifier failed on this very prompt.
    ///
    /// @param cause the kind of error; holds no prompt text
    record Failed(String cause) implements Classification {}
}
