package org.reasoningrouter.load.guarantee;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.reasoningrouter.load.guarantee.Evidence.AnswerSeen;
import org.reasoningrouter.load.guarantee.Evidence.Tokens;
import org.reasoningrouter.wire.AnswerStatus;

/// Each answer names the call that gave it and lists every call made for it; no call stands in two
/// answers, and a result or a late answer has the tokens of all of its answer's calls.
///
/// The same answer may stand on the topic twice: a worker that was not told that it was written
/// writes it again.
public final class EveryAnswerAccountsForItsCalls implements Guarantee {

    @Override
    public List<String> violations(Evidence evidence) {
        var violations = new ArrayList<String>();
        var answers = new HashMap<String, AnswerSeen>();
        var calls = new HashSet<String>();
        for (var answer : evidence.answers()) {
            var before = answers.putIfAbsent(answer.callId(), answer);
            if (before == null) {
                named(answer, violations);
                listed(answer, calls, violations);
            } else if (!before.equals(answer)) {
                violations.add(answer.promptId() + " has the call id of another answer");
            }
        }
        evidence.results().stream()
                .filter(it -> !it.callId().isEmpty())
                .forEach(it -> paid(it.promptId(), it.callId(), it.tokens(), answers, violations));
        evidence.late()
                .forEach(it -> paid(it.promptId(), it.callId(), it.tokens(), answers, violations));
        return violations;
    }

    private static void named(AnswerSeen answer, List<String> violations) {
        if (answer.callId().isEmpty()) {
            violations.add(answer.promptId() + " has an answer without a call id");
        } else if (answer.status() == AnswerStatus.ANSWERED
                && !answer.calls().contains(answer.callId())) {
            violations.add(answer.promptId() + " was answered by a call that it does not list");
        }
    }

    private static void listed(AnswerSeen answer, Set<String> calls, List<String> violations) {
        answer.calls().stream()
                .filter(call -> !calls.add(call))
                .forEach(
                        call -> violations.add(answer.promptId() + " lists a call again: " + call));
    }

    private static void paid(
            String promptId,
            String callId,
            Tokens tokens,
            Map<String, AnswerSeen> answers,
            List<String> violations) {
        var answer = answers.get(callId);
        if (answer == null || !answer.promptId().equals(promptId)) {
            violations.add(promptId + " pays a call of no answer of its own: " + callId);
        } else if (!answer.tokens().equals(tokens)) {
            violations.add(
                    promptId + " pays " + tokens + ", its answer's calls used " + answer.tokens());
        }
    }
}
