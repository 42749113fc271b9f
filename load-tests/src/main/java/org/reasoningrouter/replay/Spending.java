package org.reasoningrouter.replay;

import java.util.OptionalLong;

/// What a run has cost so far, held against the most that it may.
///
/// What is under way is counted at the mean of what has ended, or at a guess while nothing has: so
/// the most is passed, if at all, by what the calls under way differ from the others.
final class Spending {

    private final OptionalLong most;
    private final long guess;
    private long spent;
    private long ended;

    /// @param most nano-dollars; empty: no limit
    /// @param guess nano-dollars of one call, until one is known
    Spending(OptionalLong most, long guess) {
        this.most = most;
        this.guess = guess;
    }

    void add(long costNanos) {
        spent += costNanos;
        ended++;
    }

    long spentNanos() {
        return spent;
    }

    /// Whether one more may be asked.
    boolean allowsOneMore(long pending) {
        var each = ended == 0 ? guess : spent / ended;
        return most.isEmpty() || spent + (pending + 1) * each <= most.getAsLong();
    }
}
