package org.reasoningrouter.router.classify;

import java.util.ArrayDeque;
import java.util.Deque;

/// What of a model is open and lies outside the heap, where nothing collects it. One owner.
final class OpenParts implements AutoCloseable {

    private final Deque<Runnable> closings = new ArrayDeque<>();

    void opened(Runnable closing) {
        closings.push(closing);
    }

    int count() {
        return closings.size();
    }

    /// Closes what was opened last first, and nothing twice.
    @Override
    public void close() {
        while (!closings.isEmpty()) {
            closings.pop().run();
        }
    }
}
