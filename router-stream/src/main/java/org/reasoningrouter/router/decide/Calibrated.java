package org.reasoningrouter.router.decide;

import java.util.List;
import java.util.Map;

/// What a policy's threshold rests on.
///
/// @param method of the guarantee, with its source
/// @param goal what is held: `max-accuracy-loss`, `max-cost` or `thinking-share`
/// @param limit the most of it, in its own unit
/// @param confidence that it is held, over draws of the calibration's prompts
/// @param prompts that were calibrated on, runs of one averaged
/// @param outcomes SHA-256 of the file of outcomes
/// @param scores the quantiles of their scores, in equal steps from the least to the greatest
/// @param rates how often what may happen did, where it was counted
public record Calibrated(
        String method,
        String goal,
        double limit,
        double confidence,
        int prompts,
        String outcomes,
        List<Double> scores,
        Map<Rate, Double> rates) {

    private static final String DIGEST = "sha256:[0-9a-f]{64}";

    public Calibrated {
        scores = List.copyOf(scores);
        rates = Map.copyOf(rates);
        must(!method.isBlank(), "calibration.method must not be blank");
        must(!goal.isBlank(), "calibration.goal must not be blank");
        must(limit >= 0, "calibration.limit must not be negative: " + limit);
        must(
                confidence > 0 && confidence < 1,
                "calibration.confidence must be between 0 and 1: " + confidence);
        must(prompts >= 1, "calibration.prompts must be at least 1: " + prompts);
        must(
                outcomes.matches(DIGEST),
                "calibration.outcomes must be sha256: and 64 hexadecimal digits: " + outcomes);
        must(scores.size() >= 2, "calibration.scores must be at least two quantiles");
        must(
                scores.equals(scores.stream().sorted().toList()),
                "calibration.scores must ascend: " + scores);
        must(
                rates.values().stream().allMatch(it -> it >= 0 && it <= 1),
                "calibration.rates must be 0 to 1: " + rates);
    }

    private static void must(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
