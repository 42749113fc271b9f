package org.reasoningrouter.router.decide;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Prompt;

/// A threshold of its own for some prompts: those of a tenant, a lane or a language, or of several
/// of these at once.
///
/// The language of a prompt is what its attribute `language` says; none is guessed from its text.
///
/// @param threshold 0 to 1; a score at or above it thinks
public record ThresholdRule(
        Optional<String> tenant, Optional<Lane> lane, Optional<String> language, double threshold) {

    static final String LANGUAGE = "language";

    /// Who asks, as far as a rule can tell.
    ///
    /// @param language empty where nobody says
    public record Asker(String tenant, Lane lane, String language) {

        static Asker of(Prompt prompt) {
            return new Asker(
                    prompt.getTenant(),
                    prompt.getLane(),
                    prompt.getAttributes().getOrDefault(LANGUAGE, ""));
        }
    }

    public ThresholdRule {
        if (tenant.isEmpty() && lane.isEmpty() && language.isEmpty()) {
            throw new IllegalArgumentException(
                    "one of thresholds must name a tenant, a lane or a language");
        }
        RoutingPolicy.requireShare("threshold", threshold);
    }

    /// The same rule with another threshold.
    public ThresholdRule at(double threshold) {
        return new ThresholdRule(tenant, lane, language, threshold);
    }

    /// For whom it is, in the words of a policy file.
    public String title() {
        return Stream.of(
                        tenant.map(it -> "tenant " + it),
                        lane.map(it -> "lane " + it.name().toLowerCase(Locale.ROOT)),
                        language.map(it -> "language " + it))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
    }

    boolean isFor(Asker asker) {
        return tenant.filter(it -> !it.equals(asker.tenant())).isEmpty()
                && lane.filter(it -> it != asker.lane()).isEmpty()
                && language.filter(it -> !it.equals(asker.language())).isEmpty();
    }
}
