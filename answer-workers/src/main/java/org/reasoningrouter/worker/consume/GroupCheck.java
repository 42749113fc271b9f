package org.reasoningrouter.worker.consume;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.reasoningrouter.topics.ShareGroup;

/// Whether a share group's settings on the broker can carry the guarantees.
final class GroupCheck {

    private static final String LOCK = "share.record.lock.duration.ms";
    private static final String DELIVERIES = "share.delivery.count.limit";

    // Kafka 4.2, the first whose brokers hand out one record at a time.
    private static final int METADATA_OF_4_2 = 28;

    private GroupCheck() {}

    /// What a broker says of itself.
    ///
    /// @param shareVersion the level of share groups that is switched on; 0: none
    /// @param metadataVersion the newest level of cluster metadata that it knows
    record Features(int shareVersion, int metadataVersion) {}

    /// Why the broker's share groups do not do; empty when they do.
    static Optional<String> tooOld(Features broker) {
        if (broker.metadataVersion() < METADATA_OF_4_2) {
            return Optional.of("the broker is older than Kafka 4.2");
        }
        return broker.shareVersion() < 1
                ? Optional.of("the broker's feature share.version is not switched on")
                : Optional.empty();
    }

    /// What is wrong, each in a few words; empty when nothing is.
    ///
    /// A longer lock does no harm. Another number of deliveries does: the worker would say FAILED
    /// too early, or never.
    static List<String> problems(ShareGroup wanted, Map<String, String> actual) {
        var problems = new ArrayList<String>();
        for (var setting : wanted.configs().entrySet()) {
            var name = setting.getKey();
            var is = actual.getOrDefault(name, "");
            if (!isEnough(name, is, setting.getValue())) {
                var most = name.equals(LOCK) ? "at least " : "";
                problems.add(
                        name + " must be " + most + setting.getValue() + " and is '" + is + "'");
            }
        }
        problems.sort(String::compareTo);
        return problems;
    }

    private static boolean isEnough(String name, String is, String wanted) {
        if (!name.equals(LOCK) || is.isEmpty()) {
            // Brokers before 4.3 have no delivery limit per group: the cluster's holds.
            return is.equals(wanted) || (name.equals(DELIVERIES) && is.isEmpty());
        }
        return Long.parseLong(is) >= Long.parseLong(wanted);
    }
}
