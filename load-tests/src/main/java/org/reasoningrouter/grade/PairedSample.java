package org.reasoningrouter.grade;

import java.util.Optional;
import java.util.OptionalDouble;
import org.reasoningrouter.wire.Result;
import org.reasoningrouter.wire.ThinkingEnd;

/// One answer of a prompt that was asked both ways, as far as it teaches.
///
/// @param score its verdict; empty where it could not be graded or there is no answer
/// @param tokens of thought and answer
/// @param cut whether a budget or a limit ended the thought or the answer
/// @param grader empty where nobody graded it
public record PairedSample(
        OptionalDouble score, long tokens, boolean cut, boolean simulated, String grader) {

    private static final String LIMIT = "length";

    public static PairedSample of(Result result, Optional<Verdict> verdict) {
        var usage = result.getUsage();
        return new PairedSample(
                verdict.map(Verdict::score).orElse(OptionalDouble.empty()),
                usage.getReasoningTokens() + usage.getAnswerTokens(),
                isCut(result),
                result.getSimulated(),
                verdict.map(Verdict::grader).orElse(""));
    }

    private static boolean isCut(Result result) {
        return result.getThinkingEnd() == ThinkingEnd.BUDGET
                || result.getThinkingEnd() == ThinkingEnd.FORCED
                || result.getFinishReason().filter(LIMIT::equals).isPresent();
    }

    boolean isGraded() {
        return score.isPresent();
    }
}
