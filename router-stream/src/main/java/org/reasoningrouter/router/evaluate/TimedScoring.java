package org.reasoningrouter.router.evaluate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.reasoningrouter.router.classify.Classifier;
import org.reasoningrouter.router.classify.Score;
import org.reasoningrouter.router.classify.Tokens;
import org.reasoningrouter.wire.Message;

/// One model's scores of many prompts, and what each prompt took of a thread: its tokens and its
/// share of a batch of like length, as in the stream.
record TimedScoring(List<Score> scores, Duration each) {

    private static final int BATCH = 8;

    TimedScoring {
        scores = List.copyOf(scores);
    }

    /// Scores on as many threads as the model has sessions.
    ///
    /// @param nanos a clock as [System#nanoTime]
    /// @throws IllegalStateException when the model fails
    static TimedScoring of(Classifier classifier, List<List<Message>> prompts, LongSupplier nanos)
            throws InterruptedException {
        var run = new Run(classifier, nanos);
        var tokens = new Tokens[prompts.size()];
        var scores = new Score[prompts.size()];
        var all = IntStream.range(0, prompts.size()).boxed().toList();
        run.inBatches(all, i -> i.forEach(at -> tokens[at] = classifier.encode(prompts.get(at))));
        run.inBatches(
                all.stream().sorted(Comparator.comparingInt(i -> tokens[i].length())).toList(),
                batch -> {
                    var scored = classifier.score(batch.stream().map(i -> tokens[i]).toList());
                    for (var i = 0; i < batch.size(); i++) {
                        scores[batch.get(i)] = scored.get(i);
                    }
                });
        var each = run.took.sum() / Math.max(1, prompts.size());
        return new TimedScoring(List.of(scores), Duration.ofNanos(each));
    }

    private record Run(Classifier classifier, LongSupplier nanos, LongAdder took) {

        private interface Work {
            void on(List<Integer> batch);
        }

        private Run(Classifier classifier, LongSupplier nanos) {
            this(classifier, nanos, new LongAdder());
        }

        private void inBatches(List<Integer> all, Work work) throws InterruptedException {
            var calls = new ArrayList<Callable<Boolean>>();
            for (var from = 0; from < all.size(); from += BATCH) {
                var batch = all.subList(from, Math.min(from + BATCH, all.size()));
                calls.add(() -> {
                    var started = nanos.getAsLong();
                    work.on(batch);
                    took.add(nanos.getAsLong() - started);
                    return true;
                });
            }
            try (var pool = Executors.newFixedThreadPool(classifier.sessions())) {
                for (var call : pool.invokeAll(calls)) {
                    call.get();
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException(
                        "%s failed: %s".formatted(classifier.version(), e.getCause()), e);
            }
        }
    }
}
