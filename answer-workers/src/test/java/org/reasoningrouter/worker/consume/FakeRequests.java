package org.reasoningrouter.worker.consume;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Hands out what it was given, then asks the worker to stop.
final class FakeRequests implements RequestSource {

    final List<Delivery> accepted = new ArrayList<>();
    final List<Delivery> handedBack = new ArrayList<>();
    boolean closed;
    private final Deque<Delivery> waiting = new ArrayDeque<>();
    private final Stopping stopping;

    FakeRequests(Stopping stopping) {
        this.stopping = stopping;
    }

    void add(Delivery delivery) {
        waiting.add(delivery);
    }

    @Override
    public Optional<Delivery> take(Duration most) {
        var next = Optional.ofNullable(waiting.poll());
        if (next.isEmpty()) {
            stopping.ask();
        }
        return next;
    }

    @Override
    public void accept(Delivery delivery) {
        accepted.add(delivery);
    }

    @Override
    public void handBack(Delivery delivery) {
        handedBack.add(delivery);
    }

    @Override
    public void close() {
        closed = true;
    }
}
