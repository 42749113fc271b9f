package org.reasoningrouter.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.reasoningrouter.router.decide.Choice;
import org.reasoningrouter.router.decide.RoutingPolicy;
import org.reasoningrouter.router.evaluate.OfflineScoring;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Prompt;

/// What the policy and its classifier would make of prompts, without sending them anywhere.
final class Choices implements AutoCloseable {

    private final RoutingPolicy policy;
    private final OfflineScoring scoring;

    private Choices(RoutingPolicy policy, OfflineScoring scoring) {
        this.policy = policy;
        this.scoring = scoring;
    }

    /// @param model the classifier's folder; empty: the one that ships
    /// @throws IllegalStateException of one line when the folder holds no model that can serve, or
    ///   not the policy's
    static Choices open(RoutingPolicy policy, Optional<String> model) {
        var choices =
                new Choices(policy, OfflineScoring.of(model.orElse(OfflineScoring.DEFAULT_MODEL)));
        var version = choices.modelVersion();
        if (!policy.isFor(version)) {
            choices.close();
            throw new IllegalStateException(policy.refusal(version));
        }
        return choices;
    }

    /// One for each prompt, in their order.
    List<Choice> of(List<Prompt> prompts) {
        var scores = scoring.of(prompts.stream().map(Prompt::getMessages).toList());
        var choices = new ArrayList<Choice>();
        for (var i = 0; i < prompts.size(); i++) {
            var prompt = Prompt.newBuilder(prompts.get(i)).setLane(Lane.BULK).build();
            choices.add(policy.choose(prompt, scores.get(i)));
        }
        return choices;
    }

    String modelVersion() {
        return scoring.modelVersion();
    }

    @Override
    public void close() {
        scoring.close();
    }
}
