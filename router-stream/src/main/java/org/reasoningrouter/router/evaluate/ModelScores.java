package org.reasoningrouter.router.evaluate;

import java.util.List;
import java.util.stream.IntStream;
import org.reasoningrouter.router.classify.Classification.Scored;
import org.reasoningrouter.router.classify.Classifier;
import org.reasoningrouter.wire.Message;

/// The scores of a model that stands alone, each call one batch.
record ModelScores(Classifier classifier) implements PromptScores {

    private static final int ONLY_STAGE = 1;

    @Override
    public List<Scored> of(List<List<Message>> prompts) {
        var tokens = prompts.stream().map(classifier::encode).toList();
        var scores = classifier.score(tokens);
        return IntStream.range(0, prompts.size())
                .mapToObj(i ->
                        new Scored(
                                scores.get(i),
                                tokens.get(i).counted(),
                                tokens.get(i).truncated(),
                                prompts.size(),
                                ONLY_STAGE))
                .toList();
    }
}
