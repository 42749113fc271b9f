package org.reasoningrouter.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.reasoningrouter.router.classify.Classification;
import org.reasoningrouter.router.classify.Classification.NotAsked;
import org.reasoningrouter.router.classify.Classification.Scored;
import org.reasoningrouter.router.decide.Choice;
import org.reasoningrouter.router.decide.RoutingPolicy;
import org.reasoningrouter.router.evaluate.OfflineScoring;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Prompt;

/// What the policy and its classifier would make of prompts, without sending them anywhere.
final class Choices implements AutoCloseable {

    private final RoutingPolicy policy;
    private final Scoring scoring;

    private Choices(RoutingPolicy policy, Scoring scoring) {
        this.policy = policy;
        this.scoring = scoring;
        if (!policy.isFor(scoring.modelVersion())) {
            scoring.close();
            throw new IllegalStateException(policy.refusal(scoring.modelVersion()));
        }
    }

    /// @param model the classifier's folder; empty: the one that ships
    /// @throws IllegalStateException of one line when the folder holds no model that can serve, or
    ///   not the policy's
    static Choices open(RoutingPolicy policy, Optional<String> model) {
        return new Choices(
                policy, new Asked(OfflineScoring.of(model.orElse(OfflineScoring.DEFAULT_MODEL))));
    }

    /// The same by the scores that prompts bring along.
    ///
    /// @param model version of the classifier that they are of
    static Choices recorded(RoutingPolicy policy, String model) {
        return new Choices(policy, new Recorded(new RecordedClassifier(model)));
    }

    /// Where scores come from.
    private sealed interface Scoring extends AutoCloseable {

        List<? extends Classification> of(List<Prompt> prompts);

        String modelVersion();

        @Override
        void close();
    }

    private record Asked(OfflineScoring scoring) implements Scoring {

        @Override
        public List<Scored> of(List<Prompt> prompts) {
            return scoring.of(prompts.stream().map(Prompt::getMessages).toList());
        }

        @Override
        public String modelVersion() {
            return scoring.modelVersion();
        }

        @Override
        public void close() {
            scoring.close();
        }
    }

    private record Recorded(RecordedClassifier classifier) implements Scoring {

        // What brings none asks for its route itself, or the replay had not begun.
        @Override
        public List<Classification> of(List<Prompt> prompts) {
            return prompts.stream()
                    .map(prompt ->
                            classifier
                                    .known(prompt)
                                    .<Classification>map(it -> it)
                                    .orElseGet(NotAsked::new))
                    .toList();
        }

        @Override
        public String modelVersion() {
            return classifier.version();
        }

        @Override
        public void close() {
            classifier.close();
        }
    }

    /// One for each prompt, in their order.
    List<Choice> of(List<Prompt> prompts) {
        var scores = scoring.of(prompts);
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
