package org.reasoningrouter.grade;

import java.util.List;
import java.util.function.ToDoubleFunction;

/// What the answers of one way of asking say together.
///
/// Answers that were cut count only where there are no others: they say nothing of the way.
///
/// @param score mean verdict
/// @param tokens mean of the same answers
/// @param answers behind both
/// @param cut whether those are answers that were cut
record Way(double score, double tokens, int answers, boolean cut) {

    /// What they say together.
    ///
    /// @param samples at least one of them graded
    static Way of(List<PairedSample> samples) {
        var graded = samples.stream().filter(PairedSample::isGraded).toList();
        var whole = graded.stream().filter(it -> !it.cut()).toList();
        var counted = whole.isEmpty() ? graded : whole;
        return new Way(
                mean(counted, it -> it.score().orElseThrow()),
                mean(counted, PairedSample::tokens),
                counted.size(),
                whole.isEmpty());
    }

    private static double mean(List<PairedSample> samples, ToDoubleFunction<PairedSample> of) {
        return samples.stream().mapToDouble(of).average().orElseThrow();
    }
}
