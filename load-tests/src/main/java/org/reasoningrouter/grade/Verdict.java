package org.reasoningrouter.grade;

import java.util.OptionalDouble;

/// How right one answer is.
///
/// @param score from 0, wrong, to 1, right; empty where it could not be graded
/// @param grader the name of who says so
/// @param detail what it was decided by, or why there is no score
public record Verdict(OptionalDouble score, String grader, String detail) {

    public Verdict {
        if (score.isPresent() && !(score.getAsDouble() >= 0 && score.getAsDouble() <= 1)) {
            throw new IllegalArgumentException(
                    "score must be 0 to 1: " + score.getAsDouble() + " of " + grader);
        }
        if (grader.isBlank()) {
            throw new IllegalArgumentException("a verdict must name its grader");
        }
    }

    static Verdict of(Grader grader, boolean right, String detail) {
        return of(grader, right ? 1 : 0, detail);
    }

    static Verdict of(Grader grader, double score, String detail) {
        return new Verdict(OptionalDouble.of(score), grader.name(), detail);
    }

    /// No score, and why.
    public static Verdict ungraded(Grader grader, String why) {
        return new Verdict(OptionalDouble.empty(), grader.name(), why);
    }
}
