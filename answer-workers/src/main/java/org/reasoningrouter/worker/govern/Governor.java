package org.reasoningrouter.worker.govern;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.invoke.Ask;
import org.reasoningrouter.worker.invoke.ModelServer;
import org.reasoningrouter.worker.invoke.ModelServer.FirstToken;

/// Holds each thinking ask to its budget by the strongest means that the server was seen to obey:
/// its own budget; a cut thought gone on from; or nothing but the cap on all tokens. Slots share
/// it.
public final class Governor implements Responder {

    private final ModelServer server;
    private final Supplier<Abilities> abilities;
    private final ThinkingRules rules;
    private final InstantSource clock;

    /// A governor of one server.
    ///
    /// @param abilities what the server can do now; asked anew at each try
    public Governor(
            ModelServer server,
            Supplier<Abilities> abilities,
            ThinkingRules rules,
            InstantSource clock) {
        this.server = server;
        this.abilities = abilities;
        this.rules = rules;
        this.clock = clock;
    }

    @Override
    public Tried respond(Ask ask, Route route, Instant until, FirstToken firstToken) {
        if (route == Route.FAST || ask.thinkingTokens() == 0) {
            return new SingleCall(server).respond(ask, route, until, firstToken);
        }
        var instructed = rules.instructed(ask);
        var obeyed = abilities.get();
        if (!rules.forces() || !(obeyed.nativeBudget() || obeyed.continues())) {
            return new SingleCall(server).respond(instructed, route, until, firstToken);
        }
        var calls = new Calls(server, instructed, until, firstToken, clock);
        return new Course(calls, obeyed, rules, rules.probes(ask)).run();
    }
}
