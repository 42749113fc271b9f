package org.reasoningrouter.router.decide;

import java.util.Optional;
import org.reasoningrouter.wire.ThinkingLengths;

/// What a policy takes from the lengths that were learnt.
///
/// @param finished the least finished thoughts that a class must have before it counts
/// @param expected whether the expected thinking tokens are the mean of the class
/// @param budget how the thinking budget follows from them; absent: it does not
public record Learning(int finished, boolean expected, Optional<LearnedBudget> budget) {

    /// Nothing: the policy alone decides.
    public static final Learning OFF = new Learning(1, false, Optional.empty());

    public Learning {
        if (finished < 1) {
            throw new IllegalArgumentException("learned.finished must be at least 1: " + finished);
        }
    }

    public boolean isOn() {
        return expected || budget.isPresent();
    }

    int expectedTokens(Optional<ThinkingLengths> learned, int policys) {
        return known(learned).filter(_ -> expected).map(ThinkingLengths::getMean).orElse(policys);
    }

    /// @param cap what the policy and the prompt allow
    int budgetTokens(Optional<ThinkingLengths> learned, int cap) {
        return budget.flatMap(rule -> known(learned).map(lengths -> rule.tokens(lengths, cap)))
                .orElse(cap);
    }

    private Optional<ThinkingLengths> known(Optional<ThinkingLengths> learned) {
        return learned.filter(lengths -> lengths.getFinished() >= finished)
                .filter(lengths -> lengths.getQuantiles().size() == LearnedBudget.QUANTILES.size());
    }
}
