package org.reasoningrouter.worker.consume;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.wire.Lane;

/// Requests that plain consumers have read and no slot has taken yet. Consumers and slots share it;
/// the consumers bound it, by polling no more when enough wait.
public final class RequestQueue {

    private final Map<Lane, Deque<Lent>> waiting = new EnumMap<>(Lane.class);
    // Guards the lanes' deques: a slot may wait for two lanes at once.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();

    public RequestQueue() {
        for (var lane : Lane.values()) {
            waiting.put(lane, new ArrayDeque<>());
        }
    }

    void add(Lent lent) {
        lock.lock();
        try {
            of(lent.delivery().lane()).add(lent);
            added.signalAll();
        } finally {
            lock.unlock();
        }
    }

    int size(Lane lane) {
        lock.lock();
        try {
            return of(lane).size();
        } finally {
            lock.unlock();
        }
    }

    /// Takes out what no slot has taken.
    void drop(Lane lane, Predicate<Lent> which) {
        lock.lock();
        try {
            of(lane).removeIf(which);
        } finally {
            lock.unlock();
        }
    }

    /// The requests of one slot.
    ///
    /// @param lanes which it serves, the more urgent first
    public RequestSource source(List<Lane> lanes, InstantSource clock) {
        return new Source(List.copyOf(lanes), clock);
    }

    private Optional<Lent> take(List<Lane> lanes, Duration most) {
        lock.lock();
        try {
            var left = most.toNanos();
            var first = first(lanes);
            while (first.isEmpty() && left > 0) {
                left = added.awaitNanos(left);
                first = first(lanes);
            }
            first.ifPresent(Lent::take);
            return first;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private Optional<Lent> first(List<Lane> lanes) {
        for (var lane : lanes) {
            if (!of(lane).isEmpty()) {
                return Optional.of(of(lane).remove());
            }
        }
        return Optional.empty();
    }

    private Deque<Lent> of(Lane lane) {
        return Objects.requireNonNull(waiting.get(lane));
    }

    /// What one slot sees of the queue. It belongs to the slot's thread.
    private final class Source implements RequestSource {

        private final List<Lane> lanes;
        private final InstantSource clock;
        private @Nullable Lent inHand;

        Source(List<Lane> lanes, InstantSource clock) {
            this.lanes = lanes;
            this.clock = clock;
        }

        @Override
        public Optional<Delivery> take(Duration most) {
            var lent = RequestQueue.this.take(lanes, most);
            inHand = lent.orElse(null);
            return lent.map(it -> it.delivery().takenAt(clock.instant()));
        }

        @Override
        public void accept(Delivery delivery) {
            giveBack(true);
        }

        @Override
        public void handBack(Delivery delivery) {
            giveBack(false);
        }

        private void giveBack(boolean finished) {
            if (inHand == null) {
                throw new IllegalStateException("nothing is in hand");
            }
            var lent = inHand;
            inHand = null;
            lent.giveBack(finished);
        }

        @Override
        public void close() {}
    }
}
