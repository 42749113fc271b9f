package org.reasoningrouter.router.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// How a score compares with what happened, as a probability must: in groups of equal size, lowest
/// scores first.
///
/// @param score the mean of the group
/// @param helped how often thinking helped in it
record Reliability(double score, double helped, int prompts) {

    /// Groups as NumPy's `array_split` makes them: the first ones one larger where it does not come
    /// out even; none is empty.
    static List<Reliability> of(double[] score, Outcomes outcomes, int groups) {
        var rows =
                IntStream.range(0, score.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble(row -> score[row]))
                        .toList();
        var bins = new ArrayList<Reliability>();
        var from = 0;
        for (var group = 0; group < groups; group++) {
            var size = rows.size() / groups + (group < rows.size() % groups ? 1 : 0);
            if (size > 0) {
                bins.add(bin(rows.subList(from, from + size), score, outcomes));
            }
            from += size;
        }
        return bins;
    }

    private static Reliability bin(List<Integer> rows, double[] score, Outcomes outcomes) {
        return new Reliability(
                rows.stream().mapToDouble(row -> score[row]).average().orElseThrow(),
                rows.stream().mapToDouble(outcomes::help).average().orElseThrow(),
                rows.size());
    }
}
