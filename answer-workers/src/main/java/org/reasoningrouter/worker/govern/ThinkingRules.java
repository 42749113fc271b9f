package org.reasoningrouter.worker.govern;

import java.util.ArrayList;
import java.util.List;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Role;
import org.reasoningrouter.worker.invoke.Ask;

/// How thinking is held to its budget.
///
/// @param forces whether the budget is enforced beside a control that only asks the model; budget
///   forcing always is
/// @param longFrom the least budget, in tokens, that the class-conditional control calls long
public record ThinkingRules(
        ControlMode control,
        boolean forces,
        int longFrom,
        ThinkingTexts texts,
        Extension extension,
        Agreement agreement) {

    public ThinkingRules {
        forces |= control == ControlMode.BUDGET_FORCING;
    }

    /// The ask with what the control tells the model: as the last paragraph of the newest user
    /// message, where s1 puts it.
    Ask instructed(Ask ask) {
        return control.instruction(ask.thinkingTokens(), longFrom)
                .map(said ->
                        new Ask(
                                told(ask.messages(), said),
                                ask.sampling(),
                                ask.thinkingTokens(),
                                ask.answerTokens()))
                .orElse(ask);
    }

    private static List<Message> told(List<Message> messages, String said) {
        var told = new ArrayList<>(messages);
        for (var i = told.size() - 1; i >= 0; i--) {
            var message = told.get(i);
            if (message.getRole() == Role.USER) {
                told.set(i, user(message.getContent() + "\n\n" + said));
                return told;
            }
        }
        told.add(user(said));
        return told;
    }

    private static Message user(String content) {
        return Message.newBuilder().setRole(Role.USER).setContent(content).build();
    }

    /// Whether an ask's thought may end by agreement.
    boolean probes(Ask ask) {
        return agreement.enabled()
                && ask.answerTokens() <= agreement.mostAnswerTokens()
                && ShortAnswer.isAskedFor(ask);
    }
}
