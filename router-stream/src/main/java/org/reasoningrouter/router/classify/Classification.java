package org.reasoningrouter.router.classify;

/// What the classifier made of one prompt.
public sealed interface Classification {

    /// A score, or the model's word that it has none.
    ///
    /// @param tokens before truncation
    /// @param batchSize prompts scored in the same call
    record Scored(Score score, int tokens, boolean truncated, int batchSize)
            implements Classification {}

    /// The prompt names its route itself, so nothing was asked.
    record NotAsked() implements Classification {}

    /// The poll's deadline came first.
    record Late() implements Classification {}

    /// The classifier failed on this very prompt.
    ///
    /// @param cause the kind of error; holds no prompt text
    record Failed(String cause) implements Classification {}
}
