package org.reasoningrouter.replay;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.reasoningrouter.local.LocalBroker;
import org.reasoningrouter.local.LocalRegistry;

/// The Kafka cluster and the schema registry that a replay uses.
///
/// @param properties of every client of the two, by their own names
/// @param replicas of topics that are made
/// @param stop what stops it; nothing for a cluster that is not ours
record ReplayCluster(
        String bootstrap,
        String registry,
        Map<String, String> properties,
        short replicas,
        int minInsyncReplicas,
        Runnable stop)
        implements AutoCloseable {

    /// A broker that was killed is let in again once its session is over: shorter goes on sooner.
    private static final String SESSION_MS = "10000";

    ReplayCluster {
        properties = Map.copyOf(properties);
    }

    /// A broker and a registry in this JVM whose records stay in a folder.
    static ReplayCluster local(Path folder) {
        var broker = LocalBroker.start(folder, 0, Map.of("broker.session.timeout.ms", SESSION_MS));
        try {
            var registry = LocalRegistry.start(0, broker.bootstrap());
            return new ReplayCluster(
                    broker.bootstrap(),
                    registry.url(),
                    Map.of(),
                    (short) 1,
                    1,
                    () -> {
                        registry.close();
                        broker.close();
                    });
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    /// What a Kafka client is made with.
    Map<String, Object> kafka() {
        Map<String, Object> all = new HashMap<>(properties);
        all.put("bootstrap.servers", bootstrap);
        return all;
    }

    /// What the registry's client is made with.
    Map<String, String> registrySettings() {
        var all = new HashMap<>(properties);
        all.put("schema.registry.url", registry);
        return all;
    }

    @Override
    public void close() {
        stop.run();
    }
}
