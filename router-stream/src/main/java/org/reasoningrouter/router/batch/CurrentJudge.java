package org.reasoningrouter.router.batch;

import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// The judge that polls are shown to from now on. It is replaced whole, under load: a poll that has
/// begun keeps the judge that it began with, and models that are left behind close once the last
/// prompt that was submitted to them has its score.
///
/// Threads share it.
public final class CurrentJudge implements Supplier<Judge>, AutoCloseable {

    private volatile Judge current;

    public CurrentJudge(Judge first) {
        current = first;
    }

    @Override
    public Judge get() {
        return current;
    }

    /// Puts another judge in force. It may ask the models of the one before. The lock keeps two of
    /// them from retiring the same models.
    ///
    /// @return done when the models left behind are closed
    public synchronized CompletableFuture<Void> replace(Judge next) {
        var leaving = new ArrayList<>(current.batchers());
        leaving.removeAll(next.batchers());
        current = next;
        leaving.forEach(Batcher::retire);
        return CompletableFuture.allOf(
                leaving.stream().map(Batcher::closed).toArray(CompletableFuture[]::new));
    }

    /// Closes the models in force, whoever still waits for them.
    @Override
    public void close() {
        current.batchers().forEach(Batcher::close);
    }
}
