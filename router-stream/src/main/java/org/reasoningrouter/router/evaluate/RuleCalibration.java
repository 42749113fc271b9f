package org.reasoningrouter.router.evaluate;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.reasoningrouter.router.decide.Rate;
import org.reasoningrouter.router.decide.RoutingPolicy;
import org.reasoningrouter.router.decide.ThresholdRule;
import org.reasoningrouter.router.evaluate.PolicyCalibration.Asked;
import org.reasoningrouter.router.evaluate.PolicyCalibration.Draws;
import org.reasoningrouter.router.evaluate.PolicyCalibration.Trial;

/// The thresholds of a policy, each calibrated on the prompts that it is for: those of its rules,
/// and the one of all other prompts.
///
/// What is left of the confidence is shared out evenly, so that all of them hold at once with the
/// asked one. Each must be supported by its own prompts; a rule without enough of them refuses the
/// whole, because its threshold would promise nothing.
///
/// @param asked of all of them together
/// @param parts of the rules in their order, and last of the other prompts
record RuleCalibration(Asked asked, List<Part> parts) {

    private static final int OTHERS = -1;

    /// One threshold.
    ///
    /// @param rule empty for the prompts that no rule is for
    record Part(Optional<ThresholdRule> rule, Risk risk, PolicyCalibration calibration) {

        String title() {
            return rule.map(ThresholdRule::title).orElse("other prompts");
        }

        Trial trial(RoutingPolicy base, Draws draws) {
            return calibration.trial(risk, base, draws);
        }
    }

    /// How the loss of some prompts is measured.
    ///
    /// @param scale the goal's unit, of a loss of 1
    record Measured(Function<List<JudgedPrompt>, Risk> risk, double scale) {}

    /// Calibrates, or refuses with a sentence that says which prompts cannot support it.
    ///
    /// @throws IllegalArgumentException when they cannot
    static RuleCalibration of(
            Asked asked, RoutingPolicy base, List<JudgedPrompt> prompts, Measured measured) {
        var each = asked.ofEach(base.rules().size() + 1);
        var parts = new ArrayList<Part>();
        for (var i = 0; i < base.rules().size(); i++) {
            var risk = measured.risk().apply(of(base, prompts, i));
            parts.add(part(each, base, Optional.of(base.rules().get(i)), measured, risk));
        }
        var others = measured.risk().apply(of(base, prompts, OTHERS));
        parts.add(part(each, base, Optional.empty(), measured, others));
        return new RuleCalibration(asked, parts);
    }

    private static List<JudgedPrompt> of(RoutingPolicy base, List<JudgedPrompt> prompts, int rule) {
        return prompts.stream()
                .filter(it -> base.ruleFor(it.circumstances().asker()) == rule)
                .toList();
    }

    private static Part part(
            Asked each,
            RoutingPolicy base,
            Optional<ThresholdRule> rule,
            Measured measured,
            Risk risk) {
        try {
            return new Part(rule, risk, PolicyCalibration.of(each, risk, measured.scale(), base));
        } catch (IllegalArgumentException e) {
            throw base.rules().isEmpty()
                    ? e
                    : new IllegalArgumentException(
                            rule.map(ThresholdRule::title).orElse("other prompts")
                                    + ": "
                                    + e.getMessage(),
                            e);
        }
    }

    boolean hasRules() {
        return parts.size() > 1;
    }

    int prompts() {
        return parts.stream().mapToInt(it -> it.calibration().prompts()).sum();
    }

    /// Of the prompts that no rule is for.
    PolicyCalibration others() {
        return parts.getLast().calibration();
    }

    List<ThresholdRule> rules() {
        return parts.stream()
                .flatMap(part ->
                        part.rule().map(it -> it.at(part.calibration().threshold())).stream())
                .toList();
    }

    List<Trial> trials(RoutingPolicy base, Draws draws) {
        return parts.stream().map(it -> it.trial(base, draws)).toList();
    }

    /// What else is watched of the prompts to come: how many of them think, and of how many the
    /// thought is cut.
    ///
    /// @param explored the share that takes the other route than its score says
    Map<Rate, Double> rates(double explored, OptionalDouble cut) {
        var thinking =
                parts.stream()
                        .map(Part::calibration)
                        .mapToDouble(it -> it.thinks() * it.prompts() / prompts())
                        .sum();
        var rates = new EnumMap<Rate, Double>(Rate.class);
        rates.put(Rate.THINKING, thinking * (1 - explored) + (1 - thinking) * explored);
        cut.ifPresent(share -> rates.put(Rate.CUT, share));
        return rates;
    }

    String guarantee() {
        return hasRules()
                ? String.format(
                        Locale.ROOT,
                        "with probability %s over the draw of these %,d prompts, the expected %s of"
                                + " future prompts is at most %s for each of the %d thresholds at"
                                + " once",
                        asked.confidence(),
                        prompts(),
                        asked.goal().title(),
                        asked.limit(),
                        parts.size())
                : others().guarantee();
    }

    String assumption() {
        return others().assumption();
    }
}
