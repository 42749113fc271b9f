package org.reasoningrouter.router.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.CallerRunsPolicy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.reasoningrouter.router.batch.Ticket.Ready;
import org.reasoningrouter.router.classify.Classification;
import org.reasoningrouter.router.classify.Classification.Failed;
import org.reasoningrouter.router.classify.Classification.Late;
import org.reasoningrouter.router.classify.Classifier;
import org.reasoningrouter.router.measure.RouterMeters;

/// Prompts of all partitions to batches, for one model.
///
/// Every stream thread shares it. Tokenisers and sessions have threads of their own; the lock
/// guards the queue between them and the counts of who may still add to it.
public final class Batcher implements AutoCloseable {

    private static final Duration CLOSE = Duration.ofSeconds(10);

    private final BatchLimits limits;
    private final RouterMeters meters;
    private final Classifier classifier;
    private final LongSupplier nanos;
    private final Scoring scoring;
    private final Pace encoding = new Pace();
    private final Semaphore room;
    private final ThreadPoolExecutor tokenizers;
    private final List<Thread> sessions;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final BatchQueue queue;
    private int polls;
    private int tokenizing;
    private boolean closed;

    /// @param nanos a clock as [System#nanoTime]; deadlines are on it
    public Batcher(
            Classifier classifier, BatchLimits limits, RouterMeters meters, LongSupplier nanos) {
        this.classifier = classifier;
        this.limits = limits;
        this.meters = meters;
        this.nanos = nanos;
        scoring = new Scoring(classifier, limits, meters, nanos);
        queue = new BatchQueue(limits);
        room = new Semaphore(limits.queue());
        meters.watchOutstanding(this::outstanding);
        tokenizers =
                new ThreadPoolExecutor(
                        limits.tokenizers(),
                        limits.tokenizers(),
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(limits.queue()),
                        Thread.ofPlatform().daemon().name("tokenizer-", 0).factory(),
                        new CallerRunsPolicy());
        sessions =
                IntStream.range(0, classifier.sessions())
                        .mapToObj(i -> Thread.ofPlatform().daemon().name("classifier-" + i))
                        .map(thread -> thread.start(this::drain))
                        .toList();
    }

    public String modelVersion() {
        return classifier.version();
    }

    /// A poll that hands its prompts on: until it is closed, batches may wait for it.
    public Poll poll() {
        count(1, 0);
        return () -> count(-1, 0);
    }

    /// What [#poll] returns, to be closed when the poll has nothing more.
    @FunctionalInterface
    public interface Poll extends AutoCloseable {
        @Override
        void close();
    }

    /// What the model needs, as measured, for these prompts and all that are under way.
    public Duration needed(int prompts) {
        var all = prompts + outstanding();
        return scoring.needed(all).plus(encoding.forPrompts(all, limits.tokenizers()));
    }

    /// Hands a prompt in. Waits for room until the deadline, which only happens when more prompts
    /// are under way than the queue's bound.
    public Ticket submit(Question question, long due) {
        var ticket = new Ticket(question, due, new CompletableFuture<>());
        if (!hasRoom(due)) {
            ticket.end(new Late());
            return ticket;
        }
        var _ = ticket.future().whenComplete((_, _) -> room.release());
        count(0, 1);
        tokenizers.execute(() -> encode(ticket));
        return ticket;
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

    private int outstanding() {
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

    // Whatever a tokeniser throws is this prompt's failure: the thread and its neighbours live on.
    private void encode(Ticket ticket) {
        try {
            if (ticket.isOpen()) {
                var started = nanos.getAsLong();
                var tokens = classifier.encode(ticket.question().messages());
                var ended = nanos.getAsLong();
                encoding.took(1, ended - started);
                meters.encoded(Duration.ofNanos(ended - started));
                add(new Ready(ticket, tokens, ended));
            }
        } catch (RuntimeException e) {
            ticket.end(new Failed(e.getClass().getSimpleName()));
        } finally {
            count(0, -1);
        }
    }

    private void add(Ready ready) {
        lock.lock();
        try {
            queue.add(ready);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void count(int polls, int tokenizing) {
        lock.lock();
        try {
            this.polls += polls;
            this.tokenizing += tokenizing;
            if (this.polls == 0 && this.tokenizing == 0) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void drain() {
        for (var batch = take(); !batch.isEmpty(); batch = take()) {
            var now = nanos.getAsLong();
            batch.forEach(ready -> meters.waited(Duration.ofNanos(now - ready.since())));
            scoring.score(batch);
        }
    }

    /// The next batch; empty only once closed.
    private List<Ready> take() {
        lock.lock();
        try {
            while (!closed) {
                var batch = queue.next(nanos.getAsLong(), polls > 0 || tokenizing > 0);
                if (!batch.isEmpty()) {
                    return batch;
                }
                awaitChange();
            }
            return List.of();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    // Error Prone cannot see that the caller loops on the state.
    @SuppressWarnings({"WaitNotInLoop", "ResultOfMethodCallIgnored"})
    private void awaitChange() throws InterruptedException {
        if (queue.isEmpty()) {
            changed.await();
        } else {
            changed.awaitNanos(Math.max(1, queue.lingerLeft(nanos.getAsLong())));
        }
    }

    /// Scores a few prompts, so that the pace is known and the code warm before the first poll.
    public void warmUp(Question sample) {
        var rounds = 8;
        for (var round = 0; round < rounds; round++) {
            var due = nanos.getAsLong() + TimeUnit.MINUTES.toNanos(1);
            var tickets = new ArrayList<Ticket>();
            try (var _ = poll()) {
                for (var i = 0; i < Math.min(limits.prompts(), limits.queue()); i++) {
                    tickets.add(submit(sample, due));
                }
            }
            tickets.forEach(this::await);
        }
    }

    @Override
    public void close() {
        tokenizers.shutdownNow();
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (sessions.stream().allMatch(Batcher::ended)) {
            classifier.close();
        }
    }

    // A session in the middle of a call ends after it. One that is stuck keeps its model: closing
    // it
    // beneath a call would take the process down, and the process is ending anyway.
    private static boolean ended(Thread session) {
        try {
            return session.join(CLOSE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
