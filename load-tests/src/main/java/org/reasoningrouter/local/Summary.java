package org.reasoningrouter.local;

import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.reasoningrouter.wire.Result;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.wire.Status;

/// What a run's results add up to, in a memory that does not grow with them.
public final class Summary {

    private static final int MOST_REASONS = 50;
    private static final String OTHER = "other reasons";

    private final Map<Route, OfRoute> routes = new EnumMap<>(Route.class);
    private final Map<Status, Long> statuses = new EnumMap<>(Status.class);
    private final SortedMap<String, Long> failures = new TreeMap<>();
    private long simulated;

    public void add(Result result) {
        statuses.merge(result.getStatus(), 1L, Long::sum);
        result.getDecision()
                .getRoute()
                .ifPresent(route -> routes.computeIfAbsent(route, _ -> new OfRoute()).add(result));
        if (result.getSimulated()) {
            simulated++;
        }
        if (result.getStatus() != Status.ANSWERED) {
            fail(result.getStatus() + " " + result.getFailure().orElse("without a reason"));
        }
    }

    private void fail(String reason) {
        var known = failures.containsKey(reason) || failures.size() < MOST_REASONS;
        failures.merge(known ? reason : OTHER, 1L, Long::sum);
    }

    public long results() {
        return statuses.values().stream().mapToLong(Long::longValue).sum();
    }

    public long count(Status status) {
        return statuses.getOrDefault(status, 0L);
    }

    public long simulated() {
        return simulated;
    }

    /// By the route that was decided; rejected prompts have none.
    public Map<Route, OfRoute> routes() {
        return routes;
    }

    public SortedMap<String, Long> failures() {
        return failures;
    }

    public long costNanos() {
        return routes.values().stream().mapToLong(OfRoute::costNanos).sum();
    }

    public long alwaysThinkingCostNanos() {
        return routes.values().stream().mapToLong(OfRoute::alwaysThinkingCostNanos).sum();
    }

    /// The part of the always-thinking cost that routing saved; 0 when nothing was to be paid.
    public double saved() {
        var always = alwaysThinkingCostNanos();
        return always == 0 ? 0 : 1 - (double) costNanos() / always;
    }

    /// What the results of one route add up to.
    public static final class OfRoute {

        private static final double SCORE_STEPS = 10_000;

        private final Map<Stage, Histogram> micros = new EnumMap<>(Stage.class);
        private final Histogram scores = new Histogram((long) SCORE_STEPS, 4);
        private double scoreSum;
        private long prompts;
        private long reasoningTokens;
        private long answerTokens;
        private long costNanos;
        private long alwaysThinkingCostNanos;

        private void add(Result result) {
            prompts++;
            reasoningTokens += result.getUsage().getReasoningTokens();
            answerTokens += result.getUsage().getAnswerTokens();
            costNanos += result.getCostNanos();
            alwaysThinkingCostNanos += result.getAlwaysThinkingCostNanos();
            result.getDecision().getScore().ifPresent(this::addScore);
            for (var stage : Stage.values()) {
                stage.micros(result.getTimings()).ifPresent(it -> addMicros(stage, it));
            }
        }

        private void addScore(double score) {
            scoreSum += score;
            scores.recordValue(Math.round(score * SCORE_STEPS));
        }

        private void addMicros(Stage stage, long value) {
            micros.computeIfAbsent(stage, _ -> new Histogram(3)).recordValue(Math.max(0, value));
        }

        public long prompts() {
            return prompts;
        }

        public long reasoningTokens() {
            return reasoningTokens;
        }

        public long answerTokens() {
            return answerTokens;
        }

        public long costNanos() {
            return costNanos;
        }

        public long alwaysThinkingCostNanos() {
            return alwaysThinkingCostNanos;
        }

        /// How many prompts were scored at all.
        public long scored() {
            return scores.getTotalCount();
        }

        public double meanScore() {
            return scored() == 0 ? 0 : scoreSum / scored();
        }

        public double medianScore() {
            return scores.getValueAtPercentile(50) / SCORE_STEPS;
        }

        /// Microseconds that this share of the prompts stayed within; 0 when none reached the
        /// stage.
        ///
        /// @param percentile 0 to 100
        public long micros(Stage stage, double percentile) {
            var times = micros.get(stage);
            return times == null ? 0 : times.getValueAtPercentile(percentile);
        }
    }
}
