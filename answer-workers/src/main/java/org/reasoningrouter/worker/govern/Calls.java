package org.reasoningrouter.worker.govern;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.invoke.Ask;
import org.reasoningrouter.worker.invoke.Failure;
import org.reasoningrouter.worker.invoke.Generation;
import org.reasoningrouter.worker.invoke.Generation.Failed;
import org.reasoningrouter.worker.invoke.LlmCall;
import org.reasoningrouter.worker.invoke.LlmCall.Purpose;
import org.reasoningrouter.worker.invoke.ModelServer;
import org.reasoningrouter.worker.invoke.ModelServer.FirstToken;
import org.reasoningrouter.worker.invoke.Turn;

/// The calls of one thinking try, each with its own id. It belongs to the slot's thread.
final class Calls {

    private final ModelServer server;
    private final Ask ask;
    private final Instant until;
    private final FirstToken firstToken;
    private final InstantSource clock;
    private final Instant startedAt;
    private final List<Attempt> made = new ArrayList<>();

    Calls(ModelServer server, Ask ask, Instant until, FirstToken firstToken, InstantSource clock) {
        this.server = server;
        this.ask = ask;
        this.until = until;
        this.firstToken = firstToken;
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    Ask ask() {
        return ask;
    }

    List<Attempt> made() {
        return made;
    }

    Generation make(Purpose purpose, Turn turn) {
        var first = made.isEmpty() ? firstToken : FirstToken.UNHEARD;
        var call = new LlmCall(UUID.randomUUID().toString(), purpose, Route.THINKING, ask, turn);
        var end = server.generate(call, until, first);
        made.add(end.attempt());
        return end;
    }

    /// How many more reasoning tokens there is time for at the pace so far, the answer's time set
    /// aside.
    ///
    /// @param spent reasoning tokens so far
    long affordable(long spent) {
        var now = clock.instant();
        var left = Duration.between(now, until).toMillis();
        var each = Duration.between(startedAt, now).toMillis() / (double) Math.max(1, spent);
        return left <= 0 ? 0 : (long) (left / each) - ask.answerTokens();
    }

    /// The failure as the loop is to see it: where the try has had tokens, a server that cannot be
    /// reached any more is one that broke, because the loop takes unconnected calls for free.
    Failed failed(Failed failed) {
        return made.size() > 1 && failed.failure() == Failure.UNCONNECTED
                ? new Failed(failed.attempt(), Failure.BROKEN, failed.retryAfter())
                : failed;
    }

    /// The newest call held a thought and no answer, and none can be had from it.
    Failed empty() {
        var attempt =
                Attempt.newBuilder(made.removeLast()).setOutcome(Failure.EMPTY.word()).build();
        made.add(attempt);
        return new Failed(attempt, Failure.EMPTY, Optional.empty());
    }
}
