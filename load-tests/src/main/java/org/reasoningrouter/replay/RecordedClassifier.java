package org.reasoningrouter.replay;

import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.reasoningrouter.replay.input.PromptSource;
import org.reasoningrouter.router.classify.Classification.Scored;
import org.reasoningrouter.router.classify.Classifier;
import org.reasoningrouter.router.classify.Score;
import org.reasoningrouter.router.classify.Tokens;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Prompt;

/// Stands in for the classifier where scores were recorded before: each prompt brings its own along
/// as attributes, so it survives whatever the replay survives, and nothing is ever scored twice.
final class RecordedClassifier implements Classifier {

    private static final String SCORE = PromptSource.RESERVED + "score";
    private static final String TRUNCATED = PromptSource.RESERVED + "truncated";
    private static final Tokens UNREAD = new Tokens(new long[] {0}, 1);

    private final String version;

    /// @param version of the model that the scores are of
    RecordedClassifier(String version) {
        this.version = version;
    }

    /// The prompt with its score.
    ///
    /// @param score 0 to 1; NaN where the model had none
    /// @param truncated whether the model read a part of the prompt only
    static Prompt with(Prompt prompt, double score, boolean truncated) {
        var attributes = new HashMap<>(prompt.getAttributes());
        attributes.put(SCORE, Double.toString(score));
        attributes.put(TRUNCATED, Boolean.toString(truncated));
        return Prompt.newBuilder(prompt).setAttributes(attributes).build();
    }

    @Override
    public Optional<Scored> known(Prompt prompt) {
        var attributes = prompt.getAttributes();
        return Optional.ofNullable(attributes.get(SCORE))
                .map(Double::parseDouble)
                .map(score -> scored(score, Boolean.parseBoolean(attributes.get(TRUNCATED))));
    }

    private static Scored scored(double score, boolean truncated) {
        return new Scored(new Score(score), 0, truncated, 0, 1);
    }

    @Override
    public Tokens encode(List<Message> messages) {
        return UNREAD;
    }

    /// Of what brings no score nothing is known.
    @Override
    public List<Score> score(List<Tokens> batch) {
        return batch.stream().map(_ -> new Score(Double.NaN)).toList();
    }

    @Override
    public List<String> labels() {
        return List.of("thinking");
    }

    @Override
    public int sessions() {
        return 1;
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public void close() {}
}
