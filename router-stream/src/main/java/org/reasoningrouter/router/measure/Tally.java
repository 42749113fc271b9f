package org.reasoningrouter.router.measure;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.reasoningrouter.wire.LateAnswer;
import org.reasoningrouter.wire.Result;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.wire.RouteStats;
import org.reasoningrouter.wire.Usage;
import org.reasoningrouter.wire.Window;

/// The arithmetic of route stats: one result is a minute's stats by itself, and stats add up.
public final class Tally {

    private Tally() {}

    /// The minute of this result with nothing else in it.
    public static RouteStats of(Result result) {
        var stats = minute(result.getTenant(), result.getFinishedAt());
        var endToEnd = result.getTimings().getEndToEnd();
        stats.setRoute(result.getRoute().or(() -> result.getDecision().getRoute()).orElse(null))
                .setAlwaysThinkingCostNanos(result.getAlwaysThinkingCostNanos())
                .setEndToEndSum(endToEnd)
                .setEndToEndMax(endToEnd);
        spend(stats, result.getUsage(), result.getCostNanos());
        return switch (result.getStatus()) {
            case ANSWERED -> stats.setAnswered(1).build();
            case FAILED -> stats.setFailed(1).build();
            case EXPIRED -> stats.setExpired(1).build();
            case REJECTED -> stats.setRejected(1).build();
        };
    }

    /// The minute of this late answer with nothing else in it. It is no result, so it has no
    /// latency and no alternative cost.
    public static RouteStats of(LateAnswer late) {
        var stats = minute(late.getTenant(), late.getArrivedAt());
        spend(stats, late.getUsage(), late.getCostNanos());
        return stats.setRoute(late.getRoute()).setLateAnswers(1).build();
    }

    /// The same numbers as part of their hour.
    public static RouteStats hourOf(RouteStats minute) {
        return RouteStats.newBuilder(minute)
                .setWindow(Window.HOUR)
                .setStart(minute.getStart().truncatedTo(ChronoUnit.HOURS))
                .build();
    }

    /// Both numbers as one; they must be of the same tenant, route and window.
    public static RouteStats sum(RouteStats one, RouteStats other) {
        return RouteStats.newBuilder(one)
                .setAnswered(one.getAnswered() + other.getAnswered())
                .setFailed(one.getFailed() + other.getFailed())
                .setExpired(one.getExpired() + other.getExpired())
                .setRejected(one.getRejected() + other.getRejected())
                .setLateAnswers(one.getLateAnswers() + other.getLateAnswers())
                .setInputTokens(one.getInputTokens() + other.getInputTokens())
                .setReasoningTokens(one.getReasoningTokens() + other.getReasoningTokens())
                .setAnswerTokens(one.getAnswerTokens() + other.getAnswerTokens())
                .setCostNanos(one.getCostNanos() + other.getCostNanos())
                .setAlwaysThinkingCostNanos(
                        one.getAlwaysThinkingCostNanos() + other.getAlwaysThinkingCostNanos())
                .setEndToEndSum(one.getEndToEndSum() + other.getEndToEndSum())
                .setEndToEndMax(Math.max(one.getEndToEndMax(), other.getEndToEndMax()))
                .build();
    }

    /// `tenant|route`: what must come together to be added up.
    public static String seriesOf(RouteStats stats) {
        return stats.getTenant() + "|" + stats.getRoute().map(Route::name).orElse("NONE");
    }

    /// `tenant|route|window|start`. Only the tenant may hold a bar, so no two windows share a key.
    public static String keyOf(RouteStats stats) {
        return seriesOf(stats) + "|" + stats.getWindow() + "|" + stats.getStart();
    }

    private static RouteStats.Builder minute(String tenant, Instant at) {
        return RouteStats.newBuilder()
                .setTenant(tenant)
                .setWindow(Window.MINUTE)
                .setStart(at.truncatedTo(ChronoUnit.MINUTES));
    }

    private static void spend(RouteStats.Builder stats, Usage usage, long costNanos) {
        stats.setInputTokens(usage.getInputTokens())
                .setReasoningTokens(usage.getReasoningTokens())
                .setAnswerTokens(usage.getAnswerTokens())
                .setCostNanos(costNanos);
    }
}
