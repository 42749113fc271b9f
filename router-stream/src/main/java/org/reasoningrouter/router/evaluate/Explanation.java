package org.reasoningrouter.router.evaluate;

import java.util.List;
import org.reasoningrouter.router.classify.Classification.Scored;
import org.reasoningrouter.router.decide.Choice;
import org.reasoningrouter.router.decide.RoutingPolicy;
import org.reasoningrouter.router.evaluate.Occlusion.Effect;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Prompt;

/// Why a prompt takes its route.
///
/// @param labels of the model, as the score's shares
/// @param effects empty when the model gave no number
record Explanation(
        List<Message> messages,
        Scored scored,
        Choice choice,
        RoutingPolicy policy,
        String modelVersion,
        List<String> labels,
        List<Effect> effects) {

    Explanation {
        messages = List.copyOf(messages);
        labels = List.copyOf(labels);
        effects = List.copyOf(effects);
    }

    /// The model is asked even where the prompt's mode or a hint decides: what it would have said
    /// is part of the answer.
    static Explanation of(
            Prompt prompt, PromptScores scores, RoutingPolicy policy, ModelNames model) {
        var messages = prompt.getMessages();
        var scored = scores.of(List.of(messages)).getFirst();
        var effects =
                scored.score().isNumber()
                        ? new Occlusion(scores).of(messages, scored.score().value())
                        : List.<Effect>of();
        return new Explanation(
                messages,
                scored,
                policy.choose(prompt, scored),
                policy,
                model.version(),
                model.labels(),
                effects);
    }

    /// What the score was held against, or would have been.
    double threshold() {
        return choice.threshold().orElse(policy.threshold());
    }

    /// Whether it took the other route than its score says.
    boolean explores() {
        return choice.propensity() < 0.5;
    }

    /// How a model is called, and what it tells apart.
    record ModelNames(String version, List<String> labels) {

        ModelNames {
            labels = List.copyOf(labels);
        }
    }
}
