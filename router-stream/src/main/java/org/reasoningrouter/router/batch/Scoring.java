package org.reasoningrouter.router.batch;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.reasoningrouter.router.batch.Ticket.Ready;
import org.reasoningrouter.router.classify.Classification.Failed;
import org.reasoningrouter.router.classify.Score;
import org.reasoningrouter.router.classify.Tokens;

/// Runs the model on batches. When a batch fails it is halved until the culprit stands alone, so
/// that one bad prompt costs its neighbours a second call and not their scores.
///
/// The sessions' threads share it.
final class Scoring {

    private final Model model;
    private final BatchLimits limits;
    private final LongSupplier nanos;
    private final Pace pace = new Pace();
    private final CallCost cost = new CallCost();

    Scoring(Model model, BatchLimits limits, LongSupplier nanos) {
        this.model = model;
        this.limits = limits;
        this.nanos = nanos;
    }

    Duration needed(long prompts) {
        return pace.forPrompts(prompts, model.classifier().sessions());
    }

    /// What a call costs beside its tokens, in tokens.
    double callTokens() {
        return cost.inTokens();
    }

    // Whatever a model throws is the batch's failure: the session lives on.
    void score(List<Ready> batch) {
        try {
            var scores = timed(batch.stream().map(Ready::tokens).toList());
            for (var i = 0; i < batch.size(); i++) {
                end(batch.get(i), scores.get(i), batch.size());
            }
        } catch (RuntimeException e) {
            halve(batch, e);
        }
    }

    /// One call of the model, measured.
    List<Score> timed(List<Tokens> batch) {
        var started = nanos.getAsLong();
        var scores = model.classifier().score(batch);
        if (scores.size() != batch.size()) {
            throw new IllegalStateException(
                    "the model gave " + scores.size() + " scores for " + batch.size() + " prompts");
        }
        var took = nanos.getAsLong() - started;
        pace.took(batch.size(), took);
        var padded = Tokens.padded(batch);
        cost.took(padded, took);
        model.meters()
                .scored(
                        batch.size(),
                        (double) batch.size() / limits.prompts(),
                        padding(batch, padded),
                        Duration.ofNanos(took));
        return scores;
    }

    private void halve(List<Ready> batch, RuntimeException failure) {
        if (batch.size() == 1) {
            batch.getFirst().ticket().end(new Failed(failure.getClass().getSimpleName()));
            return;
        }
        var half = batch.size() / 2;
        scoreOpen(batch.subList(0, half));
        scoreOpen(batch.subList(half, batch.size()));
    }

    private void scoreOpen(List<Ready> batch) {
        var open = batch.stream().filter(ready -> ready.ticket().isOpen()).toList();
        if (!open.isEmpty()) {
            score(open);
        }
    }

    private void end(Ready ready, Score score, int batchSize) {
        var ticket = ready.ticket();
        model.cache().keep(ticket.question().tenant(), ready.tokens(), score);
        ticket.end(model.scored(score, ready.tokens(), batchSize));
    }

    private static double padding(List<Tokens> batch, long padded) {
        var real = batch.stream().mapToLong(Tokens::length).sum();
        return padded == 0 ? 0 : 1 - (double) real / padded;
    }
}
