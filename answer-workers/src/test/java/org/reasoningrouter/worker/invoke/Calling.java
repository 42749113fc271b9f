package org.reasoningrouter.worker.invoke;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Role;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.wire.Usage;
import org.reasoningrouter.worker.invoke.Generation.Failed;
import org.reasoningrouter.worker.invoke.Generation.Generated;
import org.reasoningrouter.worker.invoke.LlmCall.Purpose;
import org.reasoningrouter.worker.invoke.Turn.Opening;

/// Calls and their ends, as tests need them.
public final class Calling {

    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Calling() {}

    public static Ask ask() {
        var message = Message.newBuilder().setRole(Role.USER).setContent("How much?").build();
        return new Ask(List.of(message), Optional.empty(), 1000, 100);
    }

    public static LlmCall call(Route route) {
        var ask = ask();
        var turn =
                Opening.whole(route == Route.THINKING, OptionalInt.empty(), ask.mostTokens(route));
        return new LlmCall("call-1", Purpose.ANSWER, route, ask, turn);
    }

    public static Failed failed(Failure failure) {
        return new Failed(
                attempt(call(Route.FAST), failure.word(), null), failure, Optional.empty());
    }

    public static Failed failedMidStream(Failure failure) {
        return new Failed(
                attempt(call(Route.FAST), failure.word(), START), failure, Optional.empty());
    }

    public static Failed rateLimited(Duration wait) {
        var attempt = attempt(call(Route.FAST), "overloaded", null);
        return new Failed(attempt, Failure.OVERLOADED, Optional.of(wait));
    }

    public static Generated generated(LlmCall call, String text) {
        return new Generated(attempt(call, "answered", START), text, "stop", call.thinks(), false);
    }

    private static Attempt attempt(LlmCall call, String outcome, @Nullable Instant firstTokenAt) {
        return Attempt.newBuilder()
                .setCallId(call.callId())
                .setBackend("http://server/v1")
                .setModel("model")
                .setRoute(call.route())
                .setStartedAt(START)
                .setFirstTokenAt(firstTokenAt)
                .setEndedAt(START)
                .setOutcome(outcome)
                .setUsage(Usage.newBuilder().build())
                .build();
    }
}
