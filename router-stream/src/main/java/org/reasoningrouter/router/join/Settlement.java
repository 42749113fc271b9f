package org.reasoningrouter.router.join;

import java.util.Optional;
import org.reasoningrouter.router.decide.Amount;
import org.reasoningrouter.router.measure.BudgetEvent;
import org.reasoningrouter.router.measure.Thought;
import org.reasoningrouter.wire.Answer;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.LateAnswer;
import org.reasoningrouter.wire.Result;

/// What the ledger makes of a decision, an answer or a deadline.
sealed interface Settlement {

    /// The prompt is pending from now on.
    record Opened(Decision decision) implements Settlement {}

    /// The prompt has ended with this result, its only one.
    record Ended(Result result, Marker marker) implements Settlement {}

    /// The prompt had ended before; this answer is paid for and nothing more.
    record Late(LateAnswer answer, Marker marker) implements Settlement {}

    /// The answer is one that was seen before: nothing to do.
    record Repeated() implements Settlement {}

    /// The decision's prompt is pending already, or has ended: nothing to do.
    record Settled() implements Settlement {}

    /// What the settled answer teaches of thoughts, once. A late one teaches too: without it long
    /// thoughts, which are late more often, would be missed.
    default Optional<Thought> lesson(Answer answer) {
        return switch (this) {
            case Ended _, Late _ -> Thought.of(answer);
            case Opened _, Repeated _, Settled _ -> Optional.empty();
        };
    }

    /// What the settled answer does to its tenant's budget, once.
    ///
    /// @param used for thinking and not paid before
    default Optional<BudgetEvent> spending(Answer answer, Amount used) {
        return switch (this) {
            case Ended _ -> BudgetEvent.ended(answer.getDecision(), used);
            case Late _ -> BudgetEvent.late(answer.getDecision(), used);
            case Opened _, Repeated _, Settled _ -> Optional.empty();
        };
    }
}
