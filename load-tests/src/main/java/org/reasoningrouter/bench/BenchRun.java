package org.reasoningrouter.bench;

import java.util.List;

/// What a course came to.
///
/// @param fallbacks prompts that were routed without a score; any of them fails the bench
public record BenchRun(List<BenchRound> rounds, long fallbacks) {

    public BenchRun {
        rounds = List.copyOf(rounds);
    }
}
