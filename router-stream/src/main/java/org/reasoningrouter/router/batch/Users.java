package org.reasoningrouter.router.batch;

import java.util.concurrent.atomic.AtomicLong;

/// How many still use something. When the last one has left, it is over, and nobody enters again.
///
/// Threads share it. Its owner is the first user.
final class Users {

    private final AtomicLong count = new AtomicLong(1);
    private final Runnable over;

    /// @param over is run once, by whoever leaves last
    Users(Runnable over) {
        this.over = over;
    }

    /// Whether there was still somebody, so that the caller is a user now.
    boolean enter() {
        return count.getAndUpdate(users -> users == 0 ? 0 : users + 1) > 0;
    }

    /// To be called once by each who entered.
    void leave() {
        if (count.decrementAndGet() == 0) {
            over.run();
        }
    }
}
