package org.reasoningrouter.simulator;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/// The places of the server, and who waits for one in the order of coming. Threads share it.
final class SimulatorQueue {

    private final int places;
    private final int mostWaiting;
    private final Semaphore free;
    private final AtomicInteger waiting = new AtomicInteger();
    private final SimulatorMetrics metrics;

    SimulatorQueue(int places, int mostWaiting, SimulatorMetrics metrics) {
        this.places = places;
        this.mostWaiting = mostWaiting;
        this.metrics = metrics;
        free = new Semaphore(places, true);
    }

    /// Waits for a place; false at once when too many wait already.
    boolean enter() throws InterruptedException {
        if (!free.tryAcquire()) {
            if (waiting.incrementAndGet() > mostWaiting) {
                waiting.decrementAndGet();
                return false;
            }
            metrics.waits(1);
            try {
                free.acquire();
            } finally {
                metrics.waits(-1);
                waiting.decrementAndGet();
            }
        }
        metrics.runs(1);
        return true;
    }

    void leave() {
        metrics.runs(-1);
        free.release();
    }

    /// From 0 when one call runs to 1 when every place is taken.
    double load() {
        return places == 1 ? 0 : Math.max(0, metrics.running() - 1.0) / (places - 1);
    }
}
