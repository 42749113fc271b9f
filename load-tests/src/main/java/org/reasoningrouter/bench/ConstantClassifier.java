package org.reasoningrouter.bench;

import java.util.Collections;
import java.util.List;
import org.reasoningrouter.router.classify.Classifier;
import org.reasoningrouter.router.classify.Score;
import org.reasoningrouter.router.classify.Tokens;
import org.reasoningrouter.wire.Message;

/// A classifier that reads nothing and says the same of every prompt: what is left is transport.
final class ConstantClassifier implements Classifier {

    private static final Tokens ONE = new Tokens(new long[] {1}, 1);
    private static final Score HALF = new Score(0.5);

    @Override
    public Tokens encode(List<Message> messages) {
        return ONE;
    }

    @Override
    public List<Score> score(List<Tokens> batch) {
        return Collections.nCopies(batch.size(), HALF);
    }

    @Override
    public List<String> labels() {
        return List.of("thinking");
    }

    @Override
    public int sessions() {
        return Runtime.getRuntime().availableProcessors();
    }

    @Override
    public String version() {
        return "constant";
    }

    @Override
    public void close() {}
}
