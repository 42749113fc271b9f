package org.reasoningrouter.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.reasoningrouter.router.batch.BatchLimits;
import org.reasoningrouter.router.batch.BatchPlan;
import org.reasoningrouter.router.batch.CallCost;
import org.reasoningrouter.router.classify.Classifier;
import org.reasoningrouter.router.classify.Tokens;
import org.reasoningrouter.wire.Prompt;

/// A model and nothing around it: batches that are known beforehand, on as many threads as the
/// model has sessions. What a stream does beside it can only make it slower.
public final class ModelLoop implements AutoCloseable {

    private final List<Prompt> prompts;
    private final MeasuredClassifier model;
    private final List<Tokens> tokens;
    private final ExecutorService threads;
    private final CallCost cost = new CallCost();

    /// What a round does.
    public enum Kind {
        /// Tokens that are ready, of all prompts together, sorted by length.
        SORTED("B0: model, lengths sorted"),
        /// Tokens that are ready, in the batches of the stream.
        STREAMED("B0: model, the stream's batches"),
        /// Texts, in the batches of the stream, each tokenised just before its batch.
        TOKENIZED("B1: tokeniser and model, the stream's batches");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /// Takes the classifier over.
    public ModelLoop(Classifier classifier, List<Prompt> prompts) {
        this.prompts = List.copyOf(prompts);
        model = new MeasuredClassifier(classifier);
        tokens = this.prompts.stream().map(it -> model.encode(it.getMessages())).toList();
        threads =
                Executors.newFixedThreadPool(
                        model.sessions(), Thread.ofPlatform().daemon().factory());
    }

    public String version() {
        return model.version();
    }

    public double meanTokens() {
        return tokens.stream().mapToInt(Tokens::length).average().orElse(0);
    }

    public int longest() {
        return tokens.stream().mapToInt(Tokens::length).max().orElse(0);
    }

    public int sessions() {
        return model.sessions();
    }

    /// What a call of the model costs beside its tokens, in tokens, as the stream weighs it.
    double callTokens() {
        return cost.inTokens();
    }

    /// Scores that many prompts, the given ones over and over, in batches as the router ships.
    BenchRound round(Kind kind, int count) throws IOException {
        return round(kind, count, BenchBatches.SHIPPED);
    }

    /// Scores that many prompts, the given ones over and over.
    public BenchRound round(Kind kind, int count, BenchBatches form) throws IOException {
        var batches = batches(kind, count, form);
        var before = Moment.now(0, model.work(), List.of());
        var next = new AtomicInteger();
        var running =
                IntStream.range(0, model.sessions())
                        .mapToObj(_ -> threads.submit(() -> drain(kind, batches, next)))
                        .toList();
        running.forEach(ModelLoop::await);
        return Moment.now(count, model.work(), List.of()).since(before);
    }

    private void drain(Kind kind, List<List<Integer>> batches, AtomicInteger next) {
        for (var i = next.getAndIncrement(); i < batches.size(); i = next.getAndIncrement()) {
            var batch = batches.get(i).stream().map(place -> tokens(kind, place)).toList();
            var started = System.nanoTime();
            var _ = model.score(batch);
            cost.took(Tokens.padded(batch), System.nanoTime() - started);
        }
    }

    private Tokens tokens(Kind kind, int place) {
        return kind == Kind.TOKENIZED
                ? model.encode(prompts.get(place).getMessages())
                : tokens.get(place);
    }

    private List<List<Integer>> batches(Kind kind, int count, BenchBatches form) {
        var order = IntStream.range(0, count).mapToObj(i -> i % prompts.size());
        return kind == Kind.SORTED
                ? planned(
                        order.sorted(Comparator.comparingInt(i -> tokens.get(i).length())).toList(),
                        form.prompts(),
                        form.limits())
                : planned(order.toList(), form.window(), form.limits());
    }

    // Window by window; one of the size of a batch cuts a sorted list just so.
    private List<List<Integer>> planned(List<Integer> order, int window, BatchLimits limits) {
        var callTokens = cost.inTokens();
        var batches = new ArrayList<List<Integer>>();
        for (var from = 0; from < order.size(); from += window) {
            var places = order.subList(from, Math.min(from + window, order.size()));
            var lengths = places.stream().map(tokens::get).toList();
            BatchPlan.of(lengths, limits, callTokens).stream()
                    .map(batch -> batch.stream().map(places::get).toList())
                    .forEach(batches::add);
        }
        return batches;
    }

    private static void await(Future<?> thread) {
        try {
            thread.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the model failed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the model ran", e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        model.close();
    }
}
