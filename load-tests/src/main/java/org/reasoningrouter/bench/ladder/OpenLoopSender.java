package org.reasoningrouter.bench.ladder;

import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.reasoningrouter.bench.PromptFeed;

/// Sends the prompts of a step when they are due, on a thread of its own, so that nothing that the
/// reader does holds it up.
///
/// @param startNanos when the schedule begins, as [System#nanoTime]
record OpenLoopSender(PromptFeed feed, SendSchedule schedule, long startNanos, long warmUpNanos)
        implements Callable<Lateness> {

    /// @return how late it was, without the warm-up
    @Override
    public Lateness call() {
        var lateness = new Lateness();
        var first = feed.sent();
        for (var i = 0; i < schedule.prompts(); i++) {
            var due = startNanos + schedule.dueNanos(i);
            for (var left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            feed.sendUpTo(first + i + 1);
            if (schedule.dueNanos(i) >= warmUpNanos) {
                // After the send: one that the producer holds up is late as well.
                lateness.sent(due, System.nanoTime());
            }
        }
        feed.flush();
        return lateness;
    }
}
