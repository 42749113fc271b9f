package org.reasoningrouter.worker.generate;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.reasoningrouter.worker.invoke.Calling;

/// Time for several threads that moves on when all of them wait: then to the next one's end of
/// waiting, at once. Threads share it.
public final class SimulatedTime implements InstantSource, Pause {

    private final List<Instant> ends = new ArrayList<>();
    private Instant now = Calling.START;
    private int running;

    /// Runs these to their ends.
    public void run(List<Runnable> all) throws InterruptedException {
        running = all.size();
        var threads =
                all.stream().map(it -> Thread.ofVirtual().unstarted(() -> runOne(it))).toList();
        threads.forEach(Thread::start);
        for (var thread : threads) {
            thread.join();
        }
    }

    private void runOne(Runnable runnable) {
        try {
            runnable.run();
        } finally {
            rests();
        }
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public synchronized boolean pause(Duration duration) {
        var end = now.plus(duration);
        ends.add(end);
        rests();
        try {
            while (now.isBefore(end)) {
                wait();
            }
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    // Whoever moves the time counts those that it wakes as running, for they will be.
    private synchronized void rests() {
        running--;
        if (running == 0 && !ends.isEmpty()) {
            now = ends.stream().min(Instant::compareTo).orElseThrow();
            running = (int) ends.stream().filter(now::equals).count();
            ends.removeIf(now::equals);
            notifyAll();
        }
    }
}
