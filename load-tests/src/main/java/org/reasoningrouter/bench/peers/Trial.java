package org.reasoningrouter.bench.peers;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.reasoningrouter.bench.BenchRound;

/// One run of a contender.
record Trial(Contender contender, Tuning tuning, BenchRound round) {

    /// The tunings, the fastest first, by the mean of their runs; of equal ones, the first tried.
    ///
    /// @param sweep runs of one contender
    static List<Tuning> byRate(List<Trial> sweep) {
        var rates =
                sweep.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Trial::tuning,
                                        LinkedHashMap::new,
                                        Collectors.averagingDouble(it -> it.round().perSecond())));
        return rates.keySet().stream()
                .sorted(Comparator.comparingDouble(it -> -rates.getOrDefault(it, 0.0)))
                .toList();
    }
}
