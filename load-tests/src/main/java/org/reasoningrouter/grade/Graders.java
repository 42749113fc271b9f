package org.reasoningrouter.grade;

import java.time.InstantSource;

/// The graders by the names that a command line gives them.
public final class Graders {

    /// What `of` takes, for help and complaints.
    public static final String SPECS = "auto, exact, match, numeric, choice, none";

    private Graders() {}

    /// A grader that needs nothing but the reference.
    ///
    /// @throws IllegalArgumentException of one line when nothing is called so
    public static Grader of(String spec) {
        return switch (spec) {
            case "auto" -> new AutoGrader();
            case "exact" -> new ExactGrader();
            case "match" -> new MatchGrader();
            case "numeric" -> new NumericGrader();
            case "choice" -> new ChoiceGrader();
            case "none" -> new NoGrader();
            default ->
                    throw new IllegalArgumentException(
                            "no grader is called '"
                                    + spec
                                    + "': take one of "
                                    + SPECS
                                    + ", judge or reward:URL");
        };
    }

    /// A grader that asks a model to compare the answer with the reference, by the newest prompt.
    ///
    /// @throws IllegalArgumentException of one line when no server can be there
    public static Grader judge(JudgeSettings settings) {
        var client = new JudgeClient(settings, InstantSource.system());
        return new JudgeGrader(client, JudgePrompt.newest(), settings.model());
    }

    /// A grader that asks a reward model.
    public static Grader reward(RewardSettings settings) {
        return new RewardClient(settings);
    }
}
