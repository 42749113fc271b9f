package org.reasoningrouter.router.batch;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.router.classify.Classification;
import org.reasoningrouter.router.classify.Classification.Scored;
import org.reasoningrouter.router.classify.Classifier;
import org.reasoningrouter.router.measure.RouterMeters;
import org.reasoningrouter.wire.Message;

/// The way of a prompt through the models: the first decides what it is sure of, the main one all
/// else. Without a first, the main one decides everything.
///
/// Threads share it. Each model has a queue of its own, so that the batches of the main one fill
/// across polls and threads too; a prompt at the first model is one that may come to the main one.
/// What the first fails on, or has no number for, it is not sure of.
final class Cascade implements AutoCloseable {

    private final Optional<First> first;
    private final ModelStage main;
    private final RouterMeters meters;

    private record First(ModelStage stage, Band band) {

        /// What the first model said, on the main one's scale; empty where it is not sure.
        Optional<Classification> sure(Classification said) {
            return said instanceof Scored(var score, var tokens, var cut, var batchSize, var stage)
                    ? band.sure(score).map(it -> new Scored(it, tokens, cut, batchSize, stage))
                    : Optional.empty();
        }
    }

    Cascade(Models models, BatchLimits limits, RouterMeters meters, LongSupplier nanos) {
        this.meters = meters;
        first =
                models.first()
                        .map(it ->
                                new First(
                                        new ModelStage(
                                                model(it.classifier(), 1, models), limits, nanos),
                                        it.band()));
        main =
                new ModelStage(
                        model(models.main(), first.isPresent() ? 2 : 1, models), limits, nanos);
    }

    private Model model(Classifier classifier, int stage, Models models) {
        var cache = new ScoreCache(classifier.version(), models.cacheBytes());
        return new Model(classifier, stage, cache, meters.ofModel(stage));
    }

    /// A poll that may bring prompts, to be closed once only.
    Feed poll() {
        var polls = stages().map(ModelStage::poll).toList();
        return () -> polls.forEach(Feed::close);
    }

    /// What the models need, as measured, for that many prompts. All of them may have to go to
    /// both.
    Duration needed(long prompts) {
        return stages().map(stage -> stage.needed(prompts)).reduce(Duration.ZERO, Duration::plus);
    }

    /// Ends the ticket with what the model that decides makes of its prompt.
    void take(Ticket ticket) {
        first.ifPresentOrElse(it -> it.stage().take(askedBy(it, ticket)), () -> main.take(ticket));
    }

    /// The same for a prompt that came alone, whose thread has nothing to do but wait for it.
    void takeAlone(Ticket ticket) {
        first.ifPresentOrElse(
                it -> it.stage().takeAlone(askedBy(it, ticket)), () -> main.takeAlone(ticket));
    }

    private Ticket askedBy(First first, Ticket ticket) {
        var asked = ticket.again();
        var coming = main.coming();
        var _ = ticket.future().whenComplete((_, _) -> asked.cancel());
        var _ = asked.future().whenComplete((said, _) -> answered(first, ticket, coming, said));
        return asked;
    }

    /// @param said absent when nobody wants the score any more
    private void answered(First first, Ticket ticket, Feed coming, @Nullable Classification said) {
        try (coming) {
            if (said != null) {
                first.sure(said).ifPresentOrElse(ticket::end, () -> passOn(ticket, said));
            }
        }
    }

    private void passOn(Ticket ticket, Classification said) {
        meters.passedOn(said instanceof Scored scored && scored.score().isNumber());
        main.take(ticket);
    }

    /// Makes the pace of the models known and their code warm before the first poll.
    void warmUp(List<Message> sample) {
        stages().forEach(stage -> stage.warmUp(sample));
    }

    @Override
    public void close() {
        stages().forEach(ModelStage::close);
    }

    private Stream<ModelStage> stages() {
        return Stream.concat(first.map(First::stage).stream(), Stream.of(main));
    }
}
