package org.reasoningrouter.router.decide;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.reasoningrouter.router.classify.Classification;
import org.reasoningrouter.router.classify.Classification.Failed;
import org.reasoningrouter.router.classify.Classification.Late;
import org.reasoningrouter.router.classify.Classification.NotAsked;
import org.reasoningrouter.router.classify.Classification.Scored;
import org.reasoningrouter.router.decide.ThresholdRule.Asker;
import org.reasoningrouter.wire.Mode;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Reason;
import org.reasoningrouter.wire.Route;

/// Score to route, and the reason.
///
/// The order of a decision: the prompt's explicit mode, the newest hint in its messages, the score
/// against the threshold, the fallback. Of the scores, a share may explore.
///
/// @param threshold 0 to 1; a score at or above it thinks
/// @param fallback the route when there is no score
/// @param expectedThinkingTokens what always-thinking is priced with
/// @param budgets thinking tokens by score, ascending, the first from 0
/// @param hints whether `/think` and `/no_think` count
/// @param learning what is taken from the lengths of finished thoughts
/// @param rules thresholds of some prompts; the first that is for a prompt counts
/// @param model the version of the only model whose scores it may judge; absent for any
/// @param calibrated what the threshold rests on
/// @param limits on thinking, whatever the scores say
public record RoutingPolicy(
        String version,
        double threshold,
        Route fallback,
        int expectedThinkingTokens,
        List<Band> budgets,
        boolean hints,
        Learning learning,
        List<ThresholdRule> rules,
        Exploration exploration,
        Optional<String> model,
        Optional<Calibrated> calibrated,
        Limits limits) {

    private static final int NO_RULE = -1;

    /// Thinking tokens from a score on, up to the next band.
    public record Band(double from, int tokens) {

        public Band {
            if (!(from >= 0 && from <= 1)) {
                throw new IllegalArgumentException("a budget's from must be 0 to 1: " + from);
            }
            if (tokens < 1) {
                throw new IllegalArgumentException(
                        "a budget's tokens must be at least 1: " + tokens);
            }
        }
    }

    public RoutingPolicy {
        if (version.isBlank()) {
            throw new IllegalArgumentException("a policy needs a version");
        }
        requireShare("threshold", threshold);
        rules = List.copyOf(rules);
        if (expectedThinkingTokens < 0) {
            throw new IllegalArgumentException(
                    "expectedThinkingTokens must not be negative: " + expectedThinkingTokens);
        }
        budgets = budgets.stream().sorted(Comparator.comparingDouble(Band::from)).toList();
        if (budgets.isEmpty() || budgets.getFirst().from() != 0) {
            throw new IllegalArgumentException("the first budget must be from 0: " + budgets);
        }
    }

    /// One threshold for all prompts and all models, and no exploration.
    public RoutingPolicy(
            String version,
            double threshold,
            Route fallback,
            int expectedThinkingTokens,
            List<Band> budgets,
            boolean hints,
            Learning learning) {
        this(
                version,
                threshold,
                fallback,
                expectedThinkingTokens,
                budgets,
                hints,
                learning,
                List.of(),
                Exploration.NONE,
                Optional.empty(),
                Optional.empty(),
                Limits.NONE);
    }

    static void requireShare(String name, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(name + " must be 0 to 1: " + share);
        }
    }

    /// The same policy with calibrated thresholds.
    ///
    /// @param rules its own, with the thresholds that were found
    public RoutingPolicy calibrated(
            String version,
            double threshold,
            List<ThresholdRule> rules,
            Optional<String> model,
            Calibrated calibrated) {
        return new RoutingPolicy(
                version,
                threshold,
                fallback,
                expectedThinkingTokens,
                budgets,
                hints,
                learning,
                rules,
                exploration,
                model,
                Optional.of(calibrated),
                limits);
    }

    /// Whether it may judge the scores of a model.
    public boolean isFor(String modelVersion) {
        return model.filter(it -> !modelVersion.equals(it) && !modelVersion.startsWith(it + "/"))
                .isEmpty();
    }

    /// What to say to a model that it is not for.
    public String refusal(String modelVersion) {
        return "policy %s is for the model %s, and in force is %s: make it anew with 'router calibrate'"
                .formatted(version, model.orElse("of any version"), modelVersion);
    }

    /// The threshold for one who asks so.
    public double thresholdFor(Asker asker) {
        var rule = ruleFor(asker);
        return rule == NO_RULE ? threshold : rules.get(rule).threshold();
    }

    /// The place of the rule that is for one who asks so; -1 where none is.
    public int ruleFor(Asker asker) {
        for (var i = 0; i < rules.size(); i++) {
            if (rules.get(i).isFor(asker)) {
                return i;
            }
        }
        return NO_RULE;
    }

    /// With what probability a score thinks.
    public double thinks(Asker asker, double score) {
        return score >= thresholdFor(asker) ? 1 - exploration.share() : exploration.share();
    }

    /// The route a prompt asks for itself; such a prompt needs no score.
    public Optional<Choice> asked(Prompt prompt) {
        return mode(prompt.getMode())
                .map(route -> unscored(prompt, route, Reason.EXPLICIT_MODE))
                .or(() -> hint(prompt).map(route -> unscored(prompt, route, Reason.HINT)));
    }

    /// The route of a prompt, given what the classifier made of it.
    public Choice choose(Prompt prompt, Classification classification) {
        return choose(prompt, classification, 0);
    }

    /// The same while a backlog holds.
    ///
    /// @param raise what is added to the threshold by it
    Choice choose(Prompt prompt, Classification classification, double raise) {
        return asked(prompt).orElseGet(() -> judged(prompt, classification, raise));
    }

    private Choice judged(Prompt prompt, Classification classification, double raise) {
        return switch (classification) {
            case Scored scored when scored.score().isNumber() ->
                    scored(prompt, scored.score().value(), raise);
            case Scored _ -> unscored(prompt, fallback, Reason.CLASSIFIER_NOT_A_NUMBER);
            case Late _ -> unscored(prompt, fallback, Reason.CLASSIFIER_TIMEOUT);
            case Failed _ -> unscored(prompt, fallback, Reason.CLASSIFIER_FAILED);
            case NotAsked _ ->
                    throw new IllegalStateException("a prompt without a wish must be classified");
        };
    }

    private Choice scored(Prompt prompt, double score, double raise) {
        var usual = thresholdFor(Asker.of(prompt));
        var threshold = Math.min(1, usual + raise);
        var led = score >= threshold ? Route.THINKING : Route.FAST;
        var taken = exploration.route(prompt.getPromptId(), led);
        return new Choice(
                taken.route(),
                taken.route() == Route.FAST && score >= usual && score < threshold
                        ? Reason.BACKLOG
                        : Reason.SCORE,
                Optional.of(score),
                Optional.of(threshold),
                budget(prompt, taken.route(), score),
                taken.propensity());
    }

    /// Without a score a thinking prompt gets the budget of the highest score: nothing says less.
    private Choice unscored(Prompt prompt, Route route, Reason reason) {
        return new Choice(
                route, reason, Optional.empty(), Optional.empty(), budget(prompt, route, 1));
    }

    private Optional<Integer> budget(Prompt prompt, Route route, double score) {
        if (route == Route.FAST) {
            return Optional.empty();
        }
        for (var band : budgets.reversed()) {
            if (score >= band.from()) {
                var most = prompt.getMaxThinkingTokens().orElse(band.tokens());
                return Optional.of(Math.min(band.tokens(), most));
            }
        }
        return Optional.empty();
    }

    private Optional<Route> hint(Prompt prompt) {
        return hints ? Hint.in(prompt) : Optional.empty();
    }

    private static Optional<Route> mode(Mode mode) {
        return switch (mode) {
            case AUTO -> Optional.empty();
            case FAST -> Optional.of(Route.FAST);
            case THINKING -> Optional.of(Route.THINKING);
        };
    }
}
