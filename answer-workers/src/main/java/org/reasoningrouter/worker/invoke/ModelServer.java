package org.reasoningrouter.worker.invoke;

import java.time.Instant;

/// A server that answers prompts. Threads share it.
public interface ModelServer {

    /// Makes one call and waits for its end, which comes at `until` at the latest. Nothing is asked
    /// a second time here. An interrupt of the calling thread ends the call as CANCELLED.
    Generation generate(LlmCall call, Instant until, FirstToken firstToken);

    /// What is known now of the server's controls of thinking; it may change at any time.
    default Controls controls() {
        return Controls.UNKNOWN;
    }

    /// Is told when the first token of a call has come, on the call's own thread.
    @FunctionalInterface
    interface FirstToken {

        FirstToken UNHEARD = () -> {};

        void came();
    }
}
