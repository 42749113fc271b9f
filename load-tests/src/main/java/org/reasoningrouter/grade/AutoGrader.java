package org.reasoningrouter.grade;

/// Chooses by the form of the reference: an option from A to J, a number, or anything else. The
/// verdict names the one that was chosen.
final class AutoGrader implements Grader {

    private final Grader choice = new ChoiceGrader();
    private final Grader numeric = new NumericGrader();
    private final Grader match = new MatchGrader();

    @Override
    public String name() {
        return "auto";
    }

    @Override
    public Verdict grade(Graded asked) {
        return graderFor(asked.reference()).grade(asked);
    }

    private Grader graderFor(String reference) {
        if (ChoiceGrader.isChoice(reference)) {
            return choice;
        }
        return NumericGrader.isNumeric(reference) ? numeric : match;
    }
}
