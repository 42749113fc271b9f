package org.reasoningrouter.bench.peers;

import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.reasoningrouter.bench.BenchRound;

/// One run of a contender.
record Trial(Contender contender, Tuning tuning, BenchRound round) {

    private static final Comparator<DoubleSummaryStatistics> BEST_FIRST =
            Comparator.comparingLong(DoubleSummaryStatistics::getCount)
                    .thenComparingDouble(DoubleSummaryStatistics::getAverage)
                    .reversed();

    /// The tunings, the best first: those with the most runs, and of them the fastest by the mean
    /// of their runs; of equal ones, the first tried.
    ///
    /// @param sweep runs of one contender
    static List<Tuning> byRate(List<Trial> sweep) {
        var rates =
                sweep.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Trial::tuning,
                                        LinkedHashMap::new,
                                        Collectors.summarizingDouble(
                                                it -> it.round().perSecond())));
        return rates.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(BEST_FIRST))
                .map(Map.Entry::getKey)
                .toList();
    }
}
