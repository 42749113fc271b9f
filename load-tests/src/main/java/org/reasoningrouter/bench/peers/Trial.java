package org.reasoningrouter.bench.peers;

import java.util.Comparator;
import java.util.List;
import org.reasoningrouter.bench.BenchRound;

/// One run of a contender.
record Trial(Contender contender, Tuning tuning, BenchRound round) {

    /// The tuning of the fastest; of equal ones, the first.
    ///
    /// @param sweep runs of one contender
    static Tuning best(List<Trial> sweep) {
        return sweep.stream()
                .min(Comparator.comparingDouble(it -> -it.round().perSecond()))
                .map(Trial::tuning)
                .orElseThrow(() -> new IllegalArgumentException("a sweep needs runs"));
    }
}
