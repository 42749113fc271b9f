package org.reasoningrouter.grade;

/// Right when the answer is the reference to the letter, but for blanks around it.
final class ExactGrader extends ReferenceGrader {

    @Override
    public String name() {
        return "exact";
    }

    @Override
    Verdict compare(String reference, String answer) {
        var right = reference.strip().equals(answer.strip());
        return Verdict.of(this, right, right ? "the same text" : "another text");
    }
}
