package org.reasoningrouter.worker.invoke;

import java.io.IOException;

/// What a family of model servers wants to be told, and how it answers. Threads share it.
///
/// A dialect is the only place that knows how thinking is switched on, how tokens are capped and
/// under which names reasoning and counts come back.
public interface Dialect {

    /// The name of the model that is asked.
    String model();

    /// Where calls go, below the server's base URL.
    String path();

    /// The body of a streaming call.
    String body(LlmCall call);

    /// Reads one event of the stream.
    ///
    /// @throws IOException when the event is not what this family sends
    Chunk read(String event) throws IOException;

    /// Whether this event ends the stream.
    boolean ends(String event);
}
