package org.reasoningrouter.worker.invoke;

import java.util.Locale;
import org.reasoningrouter.wire.Route;

/// One call of a model server.
///
/// @param callId unique for each call, so that no call is paid twice
/// @param route the route that it serves, as its attempt says
public record LlmCall(String callId, Purpose purpose, Route route, Ask ask, Turn turn) {

    /// What a call is made for.
    public enum Purpose {
        ANSWER,
        /// To go on from a thought that was cut or is to be longer.
        CONTINUATION,
        /// A short answer within a thought.
        PROBE,
        /// A second call beside a slow first one.
        HEDGE;

        /// The purpose as attempts carry it.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Whether reasoning may come.
    public boolean thinks() {
        return switch (turn) {
            case Turn.Opening opening -> opening.thinks();
            case Turn.Continuation continuation -> continuation.thinks();
        };
    }
}
