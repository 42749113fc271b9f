package org.reasoningrouter.bench;

import java.util.Map;

/// How the sender of a bench hands its prompts to the broker.
public enum Sending {
    /// In full requests, as one busy client sends.
    FILLED("lz4", 5),
    /// Each prompt at once and in a request of its own, as many clients of a few prompts send. Not
    /// compressed: that gains nothing for one record, and lz4 takes 128 KiB of heap for it.
    ALONE("none", 0);

    private final String compression;
    private final int lingerMs;

    Sending(String compression, int lingerMs) {
        this.compression = compression;
        this.lingerMs = lingerMs;
    }

    /// Settings of the producer.
    public Map<String, Object> settings() {
        return Map.of("compression.type", compression, "linger.ms", lingerMs);
    }
}
