package org.reasoningrouter.router.batch;

import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.reasoningrouter.router.batch.BatchQueue.More;
import org.reasoningrouter.router.batch.Ticket.Ready;

/// The queue between the tokenisers and the sessions of one model.
///
/// Threads share it; its lock guards the prompts that wait and the counts of what may still add to
/// them. While prompts wait and a session does too, one of the sessions that wait is a watcher, who
/// knows when the next batch leaves, or is about to look: so one is woken at a time, and it wakes
/// the next if it leaves something behind.
final class SharedQueue implements AutoCloseable {

    private final int busy;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final BatchQueue queue;
    private int polls;
    private int coming;
    private int tokenising;
    private int watchers;
    private boolean closed;

    /// @param busy with more prompts than that at its tokenisers, full batches wait for them
    /// @param callTokens what a call of the model costs beside its tokens, in tokens
    SharedQueue(BatchLimits limits, int busy, DoubleSupplier callTokens, LongSupplier nanos) {
        this.busy = busy;
        this.nanos = nanos;
        queue = new BatchQueue(limits, callTokens);
    }

    /// A poll that may bring prompts, to be closed once only.
    Feed poll() {
        count(1, 0, 0);
        return () -> count(-1, 0, 0);
    }

    /// A prompt that may be on its way here, from elsewhere. To be closed once only.
    Feed coming() {
        count(0, 1, 0);
        return () -> count(0, -1, 0);
    }

    /// A prompt that is tokenised, or waits to be. Each is used by one thread at a time.
    Coming tokenising() {
        count(0, 1, 1);
        return new Coming();
    }

    /// A prompt at a tokeniser: it is brought, or closed without.
    final class Coming implements Feed {

        private boolean ended;

        private Coming() {}

        void bring(Ready ready) {
            ended = true;
            add(ready);
        }

        @Override
        public void close() {
            if (!ended) {
                ended = true;
                count(0, -1, -1);
            }
        }
    }

    private void add(Ready ready) {
        lock.lock();
        try {
            coming--;
            tokenising--;
            if (queue.add(ready, more())) {
                changed.signal();
            } else {
                lookAgain();
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
                    if (!queue.isEmpty()) {
                        changed.signal();
                    }
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

    private void count(int polls, int coming, int tokenising) {
        lock.lock();
        try {
            this.polls += polls;
            this.coming += coming;
            this.tokenising += tokenising;
            if (polls < 0 || coming < 0) {
                lookAgain();
            }
        } finally {
            lock.unlock();
        }
    }

    // Whoever does not watch has yet to look, or waits for a prompt.
    private void lookAgain() {
        var mayLeave = coming == 0 || (tokenising == busy && queue.hasFull());
        if (mayLeave && watchers > 0) {
            changed.signal();
        }
    }

    private More more() {
        if (coming > 0) {
            return tokenising > busy ? More.QUEUED : More.COMING;
        }
        return polls > 0 ? More.PERHAPS : More.NONE;
    }

    // Error Prone cannot see that the caller loops on the state.
    @SuppressWarnings({"WaitNotInLoop", "ResultOfMethodCallIgnored"})
    private void awaitChange() throws InterruptedException {
        if (queue.isEmpty()) {
            changed.await();
            return;
        }
        watchers++;
        try {
            changed.awaitNanos(Math.max(1, queue.lingerLeft(nanos.getAsLong(), more())));
        } finally {
            watchers--;
        }
    }
}
