package org.reasoningrouter.router.decide;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.LaneBacklog;

/// What is known of the queues of thinking prompts, and which rules raise the threshold by it.
/// Threads share it: one takes in, all decide.
///
/// What is older than half a minute counts as unknown, and an unknown queue raises nothing: who
/// decides must not go by a ledger that is gone. Each router remembers for itself which rules are
/// raised, so between a rule's two limits one that has just begun may decide otherwise.
public final class Backlog {

    private static final Duration STALE = Duration.ofSeconds(30);

    private final boolean on;
    private final Map<String, LaneBacklog> byKey = new ConcurrentHashMap<>();
    private final Set<RaisedRule> raised = ConcurrentHashMap.newKeySet();

    private record RaisedRule(BacklogRule rule, Lane lane) {}

    /// @param on false: nothing is ever raised, as in a replay, which must decide the same whatever
    ///   else runs
    public Backlog(boolean on) {
        this.on = on;
    }

    void take(String key, LaneBacklog report) {
        byKey.put(key, report);
    }

    void forget(String key) {
        byKey.remove(key);
    }

    /// How long the thinking prompts of a lane queue; empty when it is not known.
    public Optional<Duration> queued(Lane lane, Instant now) {
        var fresh =
                byKey.values().stream()
                        .filter(report -> report.getLane() == lane)
                        .filter(report -> !report.getAt().plus(STALE).isBefore(now))
                        .toList();
        return LaneQueue.queued(fresh, now);
    }

    /// What the rules add to a lane's threshold by its last decision.
    public double raise(Lane lane) {
        return raised.stream()
                .filter(it -> it.lane() == lane)
                .mapToDouble(it -> it.rule().raise())
                .sum();
    }

    /// What the rules add to the threshold of a lane's prompts.
    double raise(Lane lane, List<BacklogRule> rules, Instant now) {
        if (!on || rules.isEmpty()) {
            return 0;
        }
        var queued = queued(lane, now);
        return rules.stream()
                .filter(rule -> rule.isFor(lane))
                .filter(rule -> isRaised(new RaisedRule(rule, lane), queued))
                .mapToDouble(BacklogRule::raise)
                .sum();
    }

    private boolean isRaised(RaisedRule which, Optional<Duration> queued) {
        var before = raised.contains(which);
        var now = queued.filter(time -> which.rule().isRaised(before, time)).isPresent();
        if (now) {
            raised.add(which);
        } else {
            raised.remove(which);
        }
        return now;
    }
}
