package org.reasoningrouter.bench.ladder;

import java.util.Map;

/// What is promised of requests, and how often they are committed.
///
/// @param name as reports have it
/// @param router the router's settings
record LadderSetting(String name, Map<String, String> router) {

    private static final String GUARANTEE = "router.kafka.processing.guarantee";
    private static final String EAGER = "router.eager-commit.enabled";

    LadderSetting {
        router = Map.copyOf(router);
    }

    /// A request can be read as soon as it is written, so the interval is left as it is.
    static LadderSetting atLeastOnce() {
        return new LadderSetting("at least once", Map.of(GUARANTEE, "at_least_once"));
    }

    /// A request can be read once its transaction is committed: at once where nothing more waits.
    static LadderSetting exactlyOnce() {
        return new LadderSetting(
                "exactly once", Map.of(GUARANTEE, "exactly_once_v2", EAGER, "true"));
    }

    /// The same, committed at intervals alone.
    static LadderSetting committedEvery(int commitMs) {
        return new LadderSetting(
                "exactly once, commits every " + commitMs + " ms",
                Map.of(
                        GUARANTEE,
                        "exactly_once_v2",
                        EAGER,
                        "false",
                        "router.kafka.commit.interval.ms",
                        String.valueOf(commitMs)));
    }
}
