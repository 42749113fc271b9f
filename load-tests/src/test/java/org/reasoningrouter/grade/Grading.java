package org.reasoningrouter.grade;

/// Answers to grade, in short.
final class Grading {

    private Grading() {}

    static double score(String grader, String reference, String answer) {
        return verdict(grader, reference, answer).score().orElseThrow();
    }

    static Verdict verdict(String grader, String reference, String answer) {
        return Graders.of(grader).grade(new Graded("p1", "a question", reference, answer));
    }
}
