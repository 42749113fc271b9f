package org.reasoningrouter.worker.generate;

import java.time.Instant;

/// A server that answers prompts. Threads share it.
public interface ModelServer {

    /// Makes one call and waits for its end, which comes at `until` at the latest. Nothing is asked
    /// a second time here.
    Generation generate(LlmCall call, Instant until);
}
