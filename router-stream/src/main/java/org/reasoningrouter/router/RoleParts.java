package org.reasoningrouter.router;

import java.util.Map;
import org.apache.kafka.streams.Topology;

/// What one role brings to its Kafka Streams application. Its name is the bean's.
///
/// @param properties of the role alone; `router.kafka` and then `router.kafka-<role>` override them
/// @param release closes what the topology uses, once the application has stopped
record RoleParts(Topology topology, Map<String, Object> properties, Runnable release) {

    RoleParts {
        properties = Map.copyOf(properties);
    }
}
