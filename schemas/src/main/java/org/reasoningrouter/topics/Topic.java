package org.reasoningrouter.topics;

import java.util.Map;

/// A topic's name with the type of its values and its settings on the broker.
///
/// @param partitions fixed for good once the topic exists
/// @param configs topic-level settings of the broker, by their Kafka names
public record Topic<V>(String name, Class<V> type, int partitions, Map<String, String> configs) {

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
