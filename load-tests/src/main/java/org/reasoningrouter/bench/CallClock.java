package org.reasoningrouter.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/// The CPU time of calls, as far as they have come: a call that runs counts with what it has taken,
/// so that no call belongs to the wrong one of two rounds.
///
/// Threads share it; its lock guards the sum and the calls that run, which change together.
final class CallClock {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /// By thread: its CPU time when its call began.
    private final Map<Long, Long> running = new HashMap<>();

    private long ended;

    /// Makes a call on this thread, which must be a platform thread.
    <T> T time(Supplier<T> call) {
        var thread = Thread.currentThread().threadId();
        begin(thread);
        try {
            return call.get();
        } finally {
            end(thread);
        }
    }

    private synchronized void begin(long thread) {
        running.put(thread, THREADS.getCurrentThreadCpuTime());
    }

    private synchronized void end(long thread) {
        ended += THREADS.getCurrentThreadCpuTime() - Objects.requireNonNull(running.remove(thread));
    }

    /// Of all calls until now.
    synchronized long nanos() {
        var all = ended;
        for (var call : running.entrySet()) {
            // A thread that is gone has no time.
            all += Math.max(0, THREADS.getThreadCpuTime(call.getKey()) - call.getValue());
        }
        return all;
    }
}
