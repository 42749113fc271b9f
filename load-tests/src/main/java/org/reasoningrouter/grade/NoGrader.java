package org.reasoningrouter.grade;

/// Gives no verdict: for runs whose answers are graded elsewhere, or not at all.
final class NoGrader implements Grader {

    @Override
    public String name() {
        return "none";
    }

    @Override
    public Verdict grade(Graded asked) {
        return Verdict.ungraded(this, "not asked to grade");
    }
}
