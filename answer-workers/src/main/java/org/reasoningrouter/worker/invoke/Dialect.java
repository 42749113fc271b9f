package org.reasoningrouter.worker.invoke;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a family of model servers wants to be told, and how it answers. Threads share it.
///
/// A dialect is the only place that knows how thinking is switched on, how tokens are capped and
/// under which names reasoning and counts come back.
public interface Dialect {

    /// The name of the model that is asked.
    String model();

    /// What this family has for the control of thinking.
    Set<Control> offers();

    /// The least budget that a server of this family holds to.
    default int leastBudget() {
        return 1;
    }

    /// The headers that a key goes into.
    Map<String, String> auth(String key);

    /// The headers of every call beside the key's.
    Map<String, String> headers();

    /// The whole of a streaming call.
    ///
    /// @param aside for what must be asked first
    /// @throws IllegalArgumentException when the turn needs what this family does not offer
    Post post(LlmCall call, Aside aside) throws IOException;

    /// Whether the server parts reasoning from answer in this turn; false: its text is the raw
    /// continuation of what was sent.
    boolean parts(Turn turn);

    /// The token ids of the tag that ends a thought, or of what is appended to one; empty where the
    /// family has no ids.
    List<Integer> ids(String text, Aside aside) throws IOException;

    /// Reads one event of the stream.
    ///
    /// @throws IOException when the event is not what this family sends
    Chunk read(String event) throws IOException;
}
