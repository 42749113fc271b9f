package org.reasoningrouter.worker.govern;

import java.util.Optional;

/// How a model is held to a budget of thinking: s1's four controls (arXiv 2501.19393), with the
/// wording of its evaluation code.
public enum ControlMode {
    /// The model is told nothing; the thought is cut, or extended.
    BUDGET_FORCING,
    TOKEN_CONDITIONAL,
    /// The model is told a number of steps, one for each 100 tokens.
    STEP_CONDITIONAL,
    /// The model is told to think shortly or at length.
    CLASS_CONDITIONAL;

    private static final int STEP_TOKENS = 100;
    private static final String SHORT =
            "Answer after a short amount of thinking. Do not spend excessive time double-checking your work.";
    private static final String LONG =
            "Answer after a long amount of thinking. If you feel like you are finished early, spend the extra"
                    + " time trying to double-check your work until you are absolutely sure that you have the"
                    + " correct answer.";

    /// What the model is told.
    ///
    /// @param budget in tokens
    /// @param longFrom the least budget, in tokens, that asks for long thinking
    Optional<String> instruction(int budget, int longFrom) {
        return switch (this) {
            case BUDGET_FORCING -> Optional.empty();
            case TOKEN_CONDITIONAL -> Optional.of("Think for up to " + budget + " tokens.");
            case STEP_CONDITIONAL ->
                    Optional.of("Think for up to " + Math.max(1, budget / STEP_TOKENS) + " steps.");
            case CLASS_CONDITIONAL -> Optional.of(budget < longFrom ? SHORT : LONG);
        };
    }
}
