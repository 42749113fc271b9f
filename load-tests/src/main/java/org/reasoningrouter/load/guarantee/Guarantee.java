package org.reasoningrouter.load.guarantee;

import java.util.List;

/// A property of a whole run.
public interface Guarantee {

    /// What breaks it, one line each; empty when it holds.
    List<String> violations(Evidence evidence);

    /// Every guarantee of a run, in the order of the prompt's way.
    static List<Guarantee> all() {
        return List.of(
                new EveryPromptIsDecidedOnce(),
                new EveryRequestCarriesItsPrompt(),
                new RejectedPromptsReachNoWorker(),
                new EveryPromptEndsOnce(),
                new EveryAnswerAccountsForItsCalls(),
                new EveryCallIsPaidOnce(),
                new NoTransactionIsLeftOpen());
    }
}
