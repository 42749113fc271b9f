package org.reasoningrouter.router.batch;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.CallerRunsPolicy;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.reasoningrouter.router.batch.SharedQueue.Coming;
import org.reasoningrouter.router.batch.Ticket.Ready;
import org.reasoningrouter.router.classify.Classification.Failed;
import org.reasoningrouter.router.classify.Tokens;
import org.reasoningrouter.wire.Message;

/// One model and the way to it: tokenisers, a queue, and sessions that drain the queue in batches.
///
/// Threads share it. Tokenisers and sessions have threads of their own.
final class ModelStage implements AutoCloseable {

    private static final Duration CLOSE = Duration.ofSeconds(10);

    // So many full batches at the tokenisers are worth waiting for.
    static final int BACKLOG_BATCHES = 4;

    private final Model model;
    private final BatchLimits limits;
    private final LongSupplier nanos;
    private final Scoring scoring;
    private final SharedQueue queue;
    private final Pace encoding = new Pace();
    private final ThreadPoolExecutor tokenizers;
    private final List<Thread> sessions;

    ModelStage(Model model, BatchLimits limits, LongSupplier nanos) {
        this.model = model;
        this.limits = limits;
        this.nanos = nanos;
        scoring = new Scoring(model, limits, nanos);
        queue = new SharedQueue(limits, busy(), scoring::callTokens, nanos);
        tokenizers =
                new ThreadPoolExecutor(
                        limits.tokenizers(),
                        limits.tokenizers(),
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(limits.queue()),
                        Thread.ofPlatform().daemon().name(name("tokenizer"), 0).factory(),
                        new CallerRunsPolicy());
        sessions =
                IntStream.range(0, model.classifier().sessions())
                        .mapToObj(i -> Thread.ofPlatform().daemon().name(name("classifier") + i))
                        .map(thread -> thread.start(this::drain))
                        .toList();
    }

    // With prompts that wait for a tokeniser, every tokeniser has a core. Where few do, batches are
    // as large without waiting for them, and prompts sooner done.
    private int busy() {
        var haveAllCores = limits.tokenizers() >= Runtime.getRuntime().availableProcessors();
        return limits.tokenizeFirst() && haveAllCores && model.classifier().sharesCores()
                ? Math.max(limits.tokenizers(), BACKLOG_BATCHES * limits.prompts())
                : Integer.MAX_VALUE;
    }

    private String name(String thread) {
        return thread + "-" + model.stage() + "-";
    }

    /// A poll that may bring prompts, to be closed once only.
    Feed poll() {
        return queue.poll();
    }

    /// A prompt that may be on its way here, to be closed once only.
    Feed coming() {
        return queue.coming();
    }

    /// What this model needs, as measured, for that many prompts.
    Duration needed(long prompts) {
        return scoring.needed(prompts).plus(encoding.forPrompts(prompts, limits.tokenizers()));
    }

    /// Ends the ticket with what this model makes of its prompt.
    void take(Ticket ticket) {
        var coming = queue.tokenising();
        tokenizers.execute(() -> encode(ticket, coming));
    }

    /// The same, tokenised by the calling thread instead of waking another.
    void takeAlone(Ticket ticket) {
        encode(ticket, queue.tokenising());
    }

    // Whatever a tokeniser throws is this prompt's failure: the thread and its neighbours live on.
    private void encode(Ticket ticket, Coming coming) {
        try (coming) {
            if (ticket.isOpen()) {
                answer(ticket, tokens(ticket.question().messages()), coming);
            }
        } catch (RuntimeException e) {
            ticket.end(new Failed(e.getClass().getSimpleName()));
        }
    }

    private void answer(Ticket ticket, Tokens tokens, Coming coming) {
        var known = model.cache().find(ticket.question().tenant(), tokens);
        if (model.cache().isOn()) {
            model.meters().remembered(known.isPresent());
        }
        known.ifPresentOrElse(
                score -> ticket.end(model.scored(score, tokens, 0)),
                () -> coming.bring(new Ready(ticket, tokens, nanos.getAsLong())));
    }

    private Tokens tokens(List<Message> messages) {
        var started = nanos.getAsLong();
        var tokens = model.classifier().encode(messages);
        var took = nanos.getAsLong() - started;
        encoding.took(1, took);
        model.meters().encoded(Duration.ofNanos(took));
        return tokens;
    }

    private void drain() {
        for (var batch = queue.take(); !batch.isEmpty(); batch = queue.take()) {
            var now = nanos.getAsLong();
            batch.forEach(ready -> model.meters().waited(Duration.ofNanos(now - ready.since())));
            scoring.score(batch);
        }
    }

    /// Asks the model a few times, so that its pace and the cost of a call are known and its code
    /// warm before the first poll.
    void warmUp(List<Message> sample) {
        for (var round = 0; round < 8; round++) {
            var tokens = tokens(sample);
            var _ = scoring.timed(List.of(tokens));
            var _ = scoring.timed(Collections.nCopies(most(tokens), tokens));
        }
    }

    private int most(Tokens alike) {
        var prompts = limits.prompts();
        while (prompts > 1 && !limits.fits(prompts, alike.length())) {
            prompts--;
        }
        return prompts;
    }

    @Override
    public void close() {
        tokenizers.shutdownNow();
        queue.close();
        if (haveEnded()) {
            model.classifier().close();
        }
    }

    // Whoever is in the middle of a call ends after it. One that is stuck keeps its model: closing
    // it beneath a call would take the process down.
    private boolean haveEnded() {
        try {
            var ended = tokenizers.awaitTermination(CLOSE.toMillis(), TimeUnit.MILLISECONDS);
            for (var session : sessions) {
                ended &= session.join(CLOSE);
            }
            return ended;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
