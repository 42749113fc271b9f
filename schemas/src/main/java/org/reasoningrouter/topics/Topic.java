package org.reasoningrouter.topics;

import java.util.Map;

/// A topic's name with the type of its values and its settings on the broker.
///
/// @param partitions how many it is made with
/// @param growth whether more may be added later
/// @param configs topic-level settings of the broker, by their Kafka names
public record Topic<V>(
        String name, Class<V> type, int partitions, Growth growth, Map<String, String> configs) {

    /// What may become of a topic's partitions.
    public enum Growth {
        /// As many for good: their records are joined by partition, or read again by key.
        FIXED,
        /// More may be added while it is used.
        ADDED_TO
    }

    public Topic {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a topic needs a name");
        }
        if (partitions < 1) {
            throw new IllegalArgumentException(
                    "partitions of " + name + " must be at least 1: " + partitions);
        }
        configs = Map.copyOf(configs);
    }
}
