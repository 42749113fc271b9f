package org.reasoningrouter.router.join;

import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/// Tells where the committed answers of one partition end. Its owner asks one question at a time.
public interface AnswersTail extends AutoCloseable {

    /// Looks for the newest committed answer that the ledger has not read.
    ///
    /// @param nextUnread the first offset that may be unread; empty: where the ledger last
    ///   committed
    /// @return its offset, empty when there is none; fails when the broker cannot tell
    CompletableFuture<OptionalLong> lastUnread(OptionalLong nextUnread);

    @Override
    void close();
}
