package org.reasoningrouter.bench.scale;

import java.util.Map;
import org.reasoningrouter.bench.StreamBench;

/// What there is more and more of, while the other two stand still.
enum ScaleAxis {
    PARTITIONS("partitions"),
    THREADS("stream threads"),
    ROUTERS("routers");

    private static final int THREADS_EACH = 2;

    private final String label;

    ScaleAxis(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    int partitions(int n) {
        return this == PARTITIONS ? n : StreamBench.PARTITIONS;
    }

    int routers(int n) {
        return this == ROUTERS ? n : 1;
    }

    /// Of each router.
    Map<String, String> settings(int n) {
        var threads = this == THREADS ? n : THREADS_EACH;
        return Map.of("router.kafka.num.stream.threads", String.valueOf(threads));
    }
}
