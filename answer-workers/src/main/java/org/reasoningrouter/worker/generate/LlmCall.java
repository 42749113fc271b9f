package org.reasoningrouter.worker.generate;

import org.reasoningrouter.wire.Route;

/// One call of a model server.
///
/// @param callId unique for each call, so that no call is paid twice
public record LlmCall(String callId, Route route, Ask ask) {

    public boolean thinks() {
        return route == Route.THINKING;
    }
}
