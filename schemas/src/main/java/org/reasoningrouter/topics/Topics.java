package org.reasoningrouter.topics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.reasoningrouter.topics.Topic.Growth;
import org.reasoningrouter.wire.Answer;
import org.reasoningrouter.wire.Control;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.LateAnswer;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Request;
import org.reasoningrouter.wire.Result;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.wire.RouteStats;

/// Every topic of the system, in the order in which a prompt meets them.
///
/// @param prefix stands before every name; empty for live traffic, `replay.<run>.` for a replay
/// @param partitions of every topic but the requests, equal because the ledger joins decisions and
///   answers by partition
/// @param requestPartitions of each topic of requests. Few suit few slots: with more partitions
///   than slots, what waits behind a long call in one is not seen by an idle slot of another. Many
///   suit long calls beside many short ones: a share group hands out no record further than
///   `group.share.partition.max.record.locks` (2000 by default) behind the oldest that is not done.
/// @param minInsyncReplicas what an acknowledged record must be written to; 2 on a cluster of three
///   brokers
public record Topics(String prefix, int partitions, int requestPartitions, int minInsyncReplicas) {

    /// Room for a prompt of 1 MiB of text and everything beside it.
    public static final int PROMPT_BYTES = 2 << 20;

    /// Room for the prompt, its decision and its answer.
    public static final int RECORD_BYTES = 4 << 20;

    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration MONTH = Duration.ofDays(30);

    public Topics(String prefix, int partitions, int minInsyncReplicas) {
        this(prefix, partitions, partitions, minInsyncReplicas);
    }

    public Topics {
        if (partitions < 1 || requestPartitions < 1) {
            throw new IllegalArgumentException(
                    "partitions must be at least 1: " + partitions + ", " + requestPartitions);
        }
    }

    /// Partitions of every topic, requests included.
    public Topics withPartitions(int count) {
        return new Topics(prefix, count, minInsyncReplicas);
    }

    public Topics withRequestPartitions(int count) {
        return new Topics(prefix, partitions, count, minInsyncReplicas);
    }

    public Topic<Prompt> prompts() {
        return topic("prompts", Prompt.class, PROMPT_BYTES, WEEK);
    }

    public Topic<Request> requests(Route route, Lane lane) {
        return new Topic<>(
                prefix + "requests." + lower(route) + "." + lower(lane),
                Request.class,
                requestPartitions,
                Growth.ADDED_TO,
                configs(RECORD_BYTES, WEEK));
    }

    public Topic<Decision> decisions() {
        return topic("decisions", Decision.class, RECORD_BYTES, WEEK);
    }

    public Topic<Answer> answers() {
        return topic("answers", Answer.class, RECORD_BYTES, WEEK);
    }

    public Topic<LateAnswer> lateAnswers() {
        return topic("answers.late", LateAnswer.class, RECORD_BYTES, MONTH);
    }

    public Topic<Result> results() {
        return topic("results", Result.class, RECORD_BYTES, MONTH);
    }

    public Topic<RouteStats> routeStats() {
        return newestOfEachKey("route-stats", RouteStats.class);
    }

    /// What was learnt, for those who decide. What nobody confirms for a month is forgotten.
    public Topic<Control> control() {
        return newestOfEachKey("control", Control.class);
    }

    /// Records that could not be read or must not be routed, as they came, with headers that say
    /// why.
    public Topic<byte[]> deadLetters() {
        return topic("dead-letters", byte[].class, RECORD_BYTES, MONTH);
    }

    /// The name of the share group that answers the requests of one route and lane.
    public String workerGroup(Route route, Lane lane) {
        return prefix + "workers." + lower(route) + "." + lower(lane);
    }

    /// The share groups of all routes and lanes.
    ///
    /// @param lock how long a request stays with one worker
    /// @param deliveries how often a request is handed out at most
    public List<ShareGroup> workerGroups(Duration lock, int deliveries) {
        var groups = new ArrayList<ShareGroup>();
        for (var route : Route.values()) {
            for (var lane : Lane.values()) {
                groups.add(new ShareGroup(workerGroup(route, lane), lock, deliveries));
            }
        }
        return groups;
    }

    public List<Topic<?>> all() {
        var all = new ArrayList<Topic<?>>();
        all.add(prompts());
        for (var route : Route.values()) {
            for (var lane : Lane.values()) {
                all.add(requests(route, lane));
            }
        }
        all.add(decisions());
        all.add(answers());
        all.add(lateAnswers());
        all.add(results());
        all.add(routeStats());
        all.add(control());
        all.add(deadLetters());
        return List.copyOf(all);
    }

    private <V> Topic<V> topic(String name, Class<V> type, int maxBytes, Duration retention) {
        return new Topic<>(
                prefix + name, type, partitions, Growth.FIXED, configs(maxBytes, retention));
    }

    private <V> Topic<V> newestOfEachKey(String name, Class<V> type) {
        var configs = configs(RECORD_BYTES, MONTH);
        configs.put("cleanup.policy", "compact,delete");
        return new Topic<>(prefix + name, type, partitions, Growth.FIXED, configs);
    }

    /// LogAppendTime everywhere: no client's clock can move ours.
    private Map<String, String> configs(int maxBytes, Duration retention) {
        var configs = new HashMap<String, String>();
        configs.put("cleanup.policy", "delete");
        configs.put("message.timestamp.type", "LogAppendTime");
        configs.put("max.message.bytes", Integer.toString(maxBytes));
        configs.put("retention.ms", Long.toString(retention.toMillis()));
        configs.put("min.insync.replicas", Integer.toString(minInsyncReplicas));
        return configs;
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
