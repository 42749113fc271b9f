package org.reasoningrouter.router.batch;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.reasoningrouter.router.batch.Models.First;
import org.reasoningrouter.router.classify.Classification;
import org.reasoningrouter.router.classify.Classification.Late;
import org.reasoningrouter.router.classify.Classification.Scored;
import org.reasoningrouter.router.measure.RouterMeters;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Prompt;

/// Prompts of all partitions to batches of the models.
///
/// Every stream thread shares it.
public final class Batcher implements AutoCloseable {

    private final Models models;
    private final BatchLimits limits;
    private final LongSupplier nanos;
    private final Semaphore room;
    private final Cascade cascade;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final Users users = new Users(() -> Thread.ofVirtual().start(this::close));

    /// @param nanos a clock as [System#nanoTime]; deadlines are on it
    public Batcher(Models models, BatchLimits limits, RouterMeters meters, LongSupplier nanos) {
        this.models = models;
        this.limits = limits;
        this.nanos = nanos;
        room = new Semaphore(limits.queue());
        cascade = new Cascade(models, limits, meters, nanos);
    }

    public String modelVersion() {
        return models.version();
    }

    /// Where the first of two models is not sure.
    Optional<Band> band() {
        return models.first().map(First::band);
    }

    /// The score that a prompt has without asking the models.
    Optional<Scored> known(Prompt prompt) {
        return models.main().known(prompt);
    }

    /// A poll that hands its prompts on, to be closed once, when it has no more.
    ///
    /// @throws IllegalStateException when the models are closed
    public Feed poll() {
        return pollIfOpen().orElseThrow(() -> new IllegalStateException("the models are closed"));
    }

    /// The same; empty once the batcher is retired and its last prompt is done.
    Optional<Feed> pollIfOpen() {
        if (!users.enter()) {
            return Optional.empty();
        }
        var poll = cascade.poll();
        return Optional.of(() -> {
            poll.close();
            users.leave();
        });
    }

    /// What the models need, as measured, for these prompts and all that are under way.
    public Duration needed(int prompts) {
        return cascade.needed(prompts + outstanding());
    }

    /// Hands a prompt of an open poll in. Waits for room until the deadline, which only happens
    /// when more prompts are under way than the queue's bound.
    public Ticket submit(Question question, long due) {
        return submit(question, due, cascade::take);
    }

    /// The same for the only prompt of its poll: the calling thread tokenises it itself.
    Ticket submitAlone(Question question, long due) {
        return submit(question, due, cascade::takeAlone);
    }

    private Ticket submit(Question question, long due, Consumer<Ticket> way) {
        var ticket = new Ticket(question, due, new CompletableFuture<>());
        if (!hasRoom(due)) {
            ticket.end(new Late());
            return ticket;
        }
        take(ticket, way);
        return ticket;
    }

    /// Hands a prompt of an open poll in if there is room, and never waits.
    Optional<Ticket> offer(Question question, long due) {
        if (!room.tryAcquire()) {
            return Optional.empty();
        }
        var ticket = new Ticket(question, due, new CompletableFuture<>());
        take(ticket, cascade::take);
        return Optional.of(ticket);
    }

    private void take(Ticket ticket, Consumer<Ticket> way) {
        if (!users.enter()) {
            throw new IllegalStateException("a prompt came without an open poll");
        }
        var _ = ticket.future().whenComplete((_, _) -> done());
        way.accept(ticket);
    }

    private void done() {
        room.release();
        users.leave();
    }

    /// What became of a prompt; waits for it until the ticket's deadline.
    public Classification await(Ticket ticket) {
        try {
            var left = Math.max(0, ticket.due() - nanos.getAsLong());
            return ticket.future().get(left, TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            ticket.cancel();
            return new Late();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a ticket never ends with an exception", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a score was awaited", e);
        }
    }

    /// Prompts between submission and score.
    public int outstanding() {
        return limits.queue() - room.availablePermits();
    }

    private boolean hasRoom(long due) {
        try {
            return room.tryAcquire(due - nanos.getAsLong(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while there was no room", e);
        }
    }

    /// Asks the models a few times, so that their pace is known and their code warm before the
    /// first poll.
    public void warmUp(List<Message> sample) {
        cascade.warmUp(sample);
    }

    /// Takes no more polls than those that are open, and closes when the last prompt has its score.
    /// To be called once.
    public void retire() {
        users.leave();
    }

    /// Done when the models are closed.
    public CompletableFuture<Void> closed() {
        return closed;
    }

    /// Closes the models at once.
    @Override
    public void close() {
        cascade.close();
        closed.complete(null);
    }
}
