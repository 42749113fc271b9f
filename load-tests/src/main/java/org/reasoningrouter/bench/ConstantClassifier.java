package org.reasoningrouter.bench;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.reasoningrouter.router.classify.Classifier;
import org.reasoningrouter.router.classify.Score;
import org.reasoningrouter.router.classify.Tokens;
import org.reasoningrouter.wire.Message;

/// A classifier that reads nothing and says the same of every prompt: what is left is transport. It
/// counts what it was asked, and its time counts as the router's own.
final class ConstantClassifier implements Classifier {

    private static final Tokens ONE = new Tokens(new long[] {1}, 1);
    private static final Score HALF = new Score(0.5);

    private final LongAdder calls = new LongAdder();
    private final LongAdder scored = new LongAdder();

    ModelWork work() {
        return new ModelWork(0, 0, calls.sum(), scored.sum(), 0, 0, 0);
    }

    @Override
    public Tokens encode(List<Message> messages) {
        return ONE;
    }

    @Override
    public List<Score> score(List<Tokens> batch) {
        calls.increment();
        scored.add(batch.size());
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
