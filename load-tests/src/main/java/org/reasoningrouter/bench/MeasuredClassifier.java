package org.reasoningrouter.bench;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.reasoningrouter.router.classify.Classifier;
import org.reasoningrouter.router.classify.Score;
import org.reasoningrouter.router.classify.Tokens;
import org.reasoningrouter.wire.Message;

/// A classifier with the CPU time and the wall time that its tokeniser and its model take, and the
/// padding that it is given. Both compute on the caller's thread, as long as a model has one
/// thread.
///
/// Threads share it.
public final class MeasuredClassifier implements Classifier {

    private final Classifier classifier;
    private final CallClock encoding = new CallClock();
    private final CallClock scoring = new CallClock();
    private final LongAdder calls = new LongAdder();
    private final LongAdder scored = new LongAdder();
    private final LongAdder tokens = new LongAdder();
    private final LongAdder computed = new LongAdder();
    private final LongAdder serviceNanos = new LongAdder();

    public MeasuredClassifier(Classifier classifier) {
        this.classifier = classifier;
    }

    @Override
    public Tokens encode(List<Message> messages) {
        var started = System.nanoTime();
        try {
            return encoding.time(() -> classifier.encode(messages));
        } finally {
            serviceNanos.add(System.nanoTime() - started);
        }
    }

    @Override
    public List<Score> score(List<Tokens> batch) {
        var started = System.nanoTime();
        try {
            return scoring.time(() -> classifier.score(batch));
        } finally {
            serviceNanos.add((System.nanoTime() - started) * batch.size());
            count(batch);
        }
    }

    private void count(List<Tokens> batch) {
        batch.forEach(prompt -> tokens.add(prompt.length()));
        computed.add(Tokens.padded(batch));
        scored.add(batch.size());
        calls.increment();
    }

    /// Everything until now.
    public ModelWork work() {
        return new ModelWork(
                encoding.nanos(),
                scoring.nanos(),
                calls.sum(),
                scored.sum(),
                tokens.sum(),
                computed.sum(),
                serviceNanos.sum());
    }

    @Override
    public List<String> labels() {
        return classifier.labels();
    }

    @Override
    public int sessions() {
        return classifier.sessions();
    }

    @Override
    public boolean sharesCores() {
        return classifier.sharesCores();
    }

    @Override
    public String version() {
        return classifier.version();
    }

    @Override
    public void close() {
        classifier.close();
    }
}
