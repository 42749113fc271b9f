package org.reasoningrouter.grade;

/// What every comparison with a reference has in common: without one there is no verdict, and a
/// blank answer is wrong.
abstract sealed class ReferenceGrader implements Grader
        permits ExactGrader, MatchGrader, NumericGrader, ChoiceGrader {

    @Override
    public final Verdict grade(Graded asked) {
        if (asked.reference().isBlank()) {
            return Verdict.ungraded(this, "the prompt has no reference");
        }
        return asked.answer().isBlank()
                ? Verdict.of(this, false, "blank answer")
                : compare(asked.reference(), FinalAnswer.afterThought(asked.answer()));
    }

    /// Neither is blank, but what follows a thought may be.
    abstract Verdict compare(String reference, String answer);
}
