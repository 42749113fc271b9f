package org.reasoningrouter.worker.govern;

import java.time.Instant;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.invoke.Ask;
import org.reasoningrouter.worker.invoke.ModelServer.FirstToken;

/// Makes one try at an ask on one server: one call, or several where a thought is cut, extended or
/// probed. Threads share it.
public interface Responder {

    /// Tries once and waits for the end, which comes at `until` at the latest.
    Tried respond(Ask ask, Route route, Instant until, FirstToken firstToken);
}
