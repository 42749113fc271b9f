package org.reasoningrouter.router.measure;

import java.util.List;
import java.util.Optional;
import org.reasoningrouter.router.decide.PromptClass;
import org.reasoningrouter.wire.Answer;
import org.reasoningrouter.wire.Attempt;

/// One thought as a lesson: how long it was, and whether it came to its own end.
///
/// @param tokens of reasoning, at least 1
/// @param finished false when it was cut at its budget and would have been longer
public record Thought(PromptClass of, long tokens, boolean finished) {

    private static final String ANSWER = "answer";
    private static final String PROBE = "probe";

    /// The thought of an answer; empty when there was none, when it broke off, or when nobody can
    /// say what ended it. One that stopped because probes agreed needed no more and so is finished.
    public static Optional<Thought> of(Answer answer) {
        return switch (answer.getThinkingEnd()) {
            case MODEL, AGREED -> of(answer, true);
            case BUDGET, FORCED -> of(answer, false);
            case NONE, UNKNOWN -> Optional.empty();
        };
    }

    private static Optional<Thought> of(Answer answer, boolean finished) {
        return Optional.of(tokens(answer.getAttempts()))
                .filter(tokens -> tokens > 0)
                .map(tokens -> new Thought(PromptClass.of(answer.getDecision()), tokens, finished));
    }

    // A thought begins anew with each try; calls that continue it add to it, probes do not.
    private static long tokens(List<Attempt> calls) {
        var tokens = 0L;
        for (var call : calls) {
            var before = call.getPurpose().equals(ANSWER) ? 0 : tokens;
            tokens = call.getPurpose().equals(PROBE) ? tokens : before + reasoning(call);
        }
        return tokens;
    }

    private static long reasoning(Attempt call) {
        return Math.max(0, call.getUsage().getReasoningTokens());
    }
}
