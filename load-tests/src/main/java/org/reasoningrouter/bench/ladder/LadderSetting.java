package org.reasoningrouter.bench.ladder;

import java.util.Map;

/// What is promised of requests, and how often they are committed.
///
/// @param name as reports have it
/// @param router the router's settings
record LadderSetting(String name, Map<String, String> router) {

    LadderSetting {
        router = Map.copyOf(router);
    }

    /// A request can be read as soon as it is written, so the interval is left as it is.
    static LadderSetting atLeastOnce() {
        return new LadderSetting(
                "at least once", Map.of("router.kafka.processing.guarantee", "at_least_once"));
    }

    /// A request can be read once its transaction is committed.
    static LadderSetting exactlyOnce(int commitMs) {
        return new LadderSetting(
                "exactly once, commits every " + commitMs + " ms",
                Map.of(
                        "router.kafka.processing.guarantee",
                        "exactly_once_v2",
                        "router.kafka.commit.interval.ms",
                        String.valueOf(commitMs)));
    }
}
