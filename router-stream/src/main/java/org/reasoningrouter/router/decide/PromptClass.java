package org.reasoningrouter.router.decide;

import java.util.Optional;
import org.reasoningrouter.wire.Decision;

/// Prompts whose thoughts are taken to be alike: one tenant's, of one fifth of the scores.
///
/// @param fromScore the least score of the class; absent: prompts without a score
public record PromptClass(String tenant, Optional<Double> fromScore) {

    private static final int BANDS = 5;

    public static PromptClass of(String tenant, Optional<Double> score) {
        return new PromptClass(tenant, score.map(PromptClass::band));
    }

    public static PromptClass of(Decision decision) {
        return of(decision.getTenant(), decision.getScore());
    }

    /// The key of the class on `control`. Only the tenant may hold a bar, so no two classes share
    /// one.
    public String key() {
        return "thinking-lengths|"
                + tenant
                + "|"
                + fromScore.map(from -> Double.toString(from)).orElse("none");
    }

    private static double band(double score) {
        return (double) Math.clamp((long) (score * BANDS), 0, BANDS - 1) / BANDS;
    }
}
