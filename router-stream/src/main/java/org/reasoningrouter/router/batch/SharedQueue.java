package org.reasoningrouter.router.batch;

import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.reasoningrouter.router.batch.BatchQueue.More;
import org.reasoningrouter.router.batch.Ticket.Ready;

/// The queue between the tokenisers and the sessions of one model.
///
/// Threads share it; its lock guards the prompts that wait and the counts of what may still add to
/// them.
final class SharedQueue implements AutoCloseable {

    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final BatchQueue queue;
    private int polls;
    private int coming;
    private boolean closed;

    SharedQueue(BatchLimits limits, LongSupplier nanos) {
        this.nanos = nanos;
        queue = new BatchQueue(limits);
    }

    /// A poll that may bring prompts, to be closed once only.
    Feed poll() {
        count(1, 0);
        return () -> count(-1, 0);
    }

    /// A prompt that is on its way here, to be closed once only.
    Feed coming() {
        count(0, 1);
        return () -> count(0, -1);
    }

    void add(Ready ready) {
        lock.lock();
        try {
            if (queue.add(ready)) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Waits for the next batch; empty only once closed.
    List<Ready> take() {
        lock.lock();
        try {
            while (!closed) {
                var batch = queue.next(nanos.getAsLong(), more());
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

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void count(int polls, int coming) {
        lock.lock();
        try {
            this.polls += polls;
            this.coming += coming;
            if (this.coming == 0) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private More more() {
        if (coming > 0) {
            return More.COMING;
        }
        return polls > 0 ? More.PERHAPS : More.NONE;
    }

    // Error Prone cannot see that the caller loops on the state.
    @SuppressWarnings({"WaitNotInLoop", "ResultOfMethodCallIgnored"})
    private void awaitChange() throws InterruptedException {
        if (queue.isEmpty()) {
            changed.await();
        } else {
            changed.awaitNanos(Math.max(1, queue.lingerLeft(nanos.getAsLong(), more())));
        }
    }
}
