package org.reasoningrouter.worker.govern;

import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.wire.ThinkingEnd;
import org.reasoningrouter.worker.invoke.Ask;
import org.reasoningrouter.worker.invoke.Generation.Generated;
import org.reasoningrouter.worker.invoke.LlmCall;
import org.reasoningrouter.worker.invoke.LlmCall.Purpose;
import org.reasoningrouter.worker.invoke.ModelServer;
import org.reasoningrouter.worker.invoke.ModelServer.FirstToken;
import org.reasoningrouter.worker.invoke.Turn.Opening;

/// Tries with a single call, whose cap on tokens is all that bounds its thinking. A budget of 0
/// does not think: the switch does that better than any cut.
public record SingleCall(ModelServer server) implements Responder {

    @Override
    public Tried respond(Ask ask, Route route, Instant until, FirstToken firstToken) {
        var thinks = route == Route.THINKING && ask.thinkingTokens() > 0;
        var turn = Opening.whole(thinks, OptionalInt.empty(), ask.mostTokens(route));
        var call = new LlmCall(UUID.randomUUID().toString(), Purpose.ANSWER, route, ask, turn);
        var end = server.generate(call, until, firstToken);
        var thought = end instanceof Generated generated && generated.thinkingObserved();
        return new Tried(
                end, List.of(end.attempt()), thought ? ThinkingEnd.MODEL : ThinkingEnd.NONE, 0);
    }
}
