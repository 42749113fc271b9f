package org.reasoningrouter.local;

import java.util.Map;

/// What one local broker is set to: one replica of everything, groups that form at once, and share
/// groups that can hold a request as long as a model may think.
///
/// The group settings are for one machine; a cluster's own defaults are slower to notice and far
/// cheaper to run.
final class LocalBrokerSettings {

    static final Map<String, String> ALL =
            Map.ofEntries(
                    // One broker: one replica.
                    Map.entry("default.replication.factor", "1"),
                    Map.entry("min.insync.replicas", "1"),
                    Map.entry("offsets.topic.replication.factor", "1"),
                    Map.entry("offsets.topic.num.partitions", "4"),
                    Map.entry("transaction.state.log.replication.factor", "1"),
                    Map.entry("transaction.state.log.min.isr", "1"),
                    Map.entry("transaction.state.log.num.partitions", "4"),
                    Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                    Map.entry("share.coordinator.state.topic.min.isr", "1"),
                    Map.entry("share.coordinator.state.topic.num.partitions", "4"),
                    Map.entry("auto.create.topics.enable", "false"),
                    // Fences the broker as it stops; else its next start waits for the session to
                    // end.
                    Map.entry("controlled.shutdown.enable", "true"),
                    // A machine that is busy is no broker that is gone.
                    Map.entry("broker.session.timeout.ms", "30000"),
                    // Groups form in tenths of a second.
                    Map.entry("group.initial.rebalance.delay.ms", "0"),
                    Map.entry("group.streams.initial.rebalance.delay.ms", "0"),
                    Map.entry("group.consumer.min.heartbeat.interval.ms", "100"),
                    Map.entry("group.consumer.heartbeat.interval.ms", "500"),
                    Map.entry("group.streams.min.heartbeat.interval.ms", "100"),
                    Map.entry("group.streams.heartbeat.interval.ms", "500"),
                    Map.entry("group.share.min.heartbeat.interval.ms", "100"),
                    Map.entry("group.share.heartbeat.interval.ms", "500"),
                    Map.entry("group.streams.min.assignment.interval.ms", "0"),
                    Map.entry("group.streams.assignment.interval.ms", "0"),
                    Map.entry("group.share.min.assignment.interval.ms", "0"),
                    Map.entry("group.share.assignment.interval.ms", "0"),
                    Map.entry("group.consumer.min.assignment.interval.ms", "0"),
                    Map.entry("group.consumer.assignment.interval.ms", "0"),
                    // A worker's lock outlasts the longest call, and each slot is a member.
                    Map.entry("group.share.max.record.lock.duration.ms", "3600000"),
                    Map.entry("group.share.max.size", "1000"),
                    Map.entry("connections.max.idle.ms", "3600000"),
                    // Small enough for a laptop.
                    Map.entry("num.network.threads", "2"),
                    Map.entry("num.io.threads", "4"),
                    Map.entry("log.cleaner.dedupe.buffer.size", "8388608"),
                    Map.entry("log.index.size.max.bytes", "1048576"));

    private LocalBrokerSettings() {}
}
