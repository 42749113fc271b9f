package org.reasoningrouter.worker.invoke;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.invoke.Controls.Standing;
import org.reasoningrouter.worker.invoke.Generation.Failed;
import org.reasoningrouter.worker.invoke.LlmCall.Purpose;
import org.reasoningrouter.worker.invoke.ModelServer.FirstToken;
import org.reasoningrouter.worker.invoke.Turn.Opening;

/// Measures whether a server obeys what it is told of thinking, since servers pass over fields that
/// they do not know: one question without thinking, with it, and with a budget. It belongs to one
/// thread.
final class Probe {

    static final int BUDGET = 64;
    // A budget counts as obeyed up to half as much again: counts may be shares of characters.
    static final int TOLERATED = BUDGET * 3 / 2;
    static final int MOST = 512;
    private static final String QUESTION =
            "How many prime numbers lie between 100 and 200? Check every candidate, and give the"
                    + " number only.";
    private static final int EXPECTED_THINKING = 8192;
    private static final int ANSWER = 64;

    private final ModelServer server;
    private final Dialect dialect;
    private final Duration patience;
    private final InstantSource clock;
    private final List<Attempt> attempts = new ArrayList<>();

    /// What a probe came to.
    sealed interface Finding {

        /// The server answered, and this is what its controls are worth.
        record Measured(Controls controls) implements Finding {}

        /// The server says no to a question that it must be able to answer.
        record Refused(int status) implements Finding {}

        /// The server could not be asked to the end.
        record Unanswered(Failure failure) implements Finding {}
    }

    /// What one question came to, until the probe is over.
    private sealed interface Reply {

        record Thought(long tokens) implements Reply {}

        record No(Failed failed) implements Reply {}
    }

    Probe(ModelServer server, Dialect dialect, Duration patience, InstantSource clock) {
        this.server = server;
        this.dialect = dialect;
        this.patience = patience;
        this.clock = clock;
    }

    /// Every call made, each of which is paid.
    List<Attempt> attempts() {
        return List.copyOf(attempts);
    }

    Finding measure() {
        var offered = Controls.offered(dialect.offers());
        if (!offered.has(Control.SWITCH)) {
            return new Finding.Measured(offered);
        }
        return switch (ask(Route.FAST, OptionalInt.empty())) {
            case Reply.No(var failed) -> over(failed);
            case Reply.Thought(var off) ->
                    switch (ask(Route.THINKING, OptionalInt.empty())) {
                        case Reply.No(var failed) -> over(failed);
                        case Reply.Thought(var on) ->
                                budget(offered.with(Control.SWITCH, ofSwitch(off, on)), on);
                    };
        };
    }

    private Standing ofSwitch(long off, long on) {
        if (off > 0) {
            return Standing.IGNORED;
        }
        if (on > 0) {
            return Standing.OBEYED;
        }
        // A level of effort leaves it to the model whether it thinks.
        return dialect.offers().contains(Control.EFFORT) ? Standing.UNPROVEN : Standing.IGNORED;
    }

    // A thought that is short of itself tells nothing of a cap.
    private Finding budget(Controls controls, long on) {
        var tells = on > TOLERATED && dialect.leastBudget() <= BUDGET;
        if (!controls.has(Control.BUDGET) || !tells) {
            return new Finding.Measured(controls);
        }
        return switch (ask(Route.THINKING, OptionalInt.of(BUDGET))) {
            case Reply.Thought(var capped) ->
                    new Finding.Measured(
                            controls.with(
                                    Control.BUDGET,
                                    capped <= TOLERATED ? Standing.OBEYED : Standing.IGNORED));
            case Reply.No(var failed) when failed.failure() == Failure.REFUSED ->
                    new Finding.Measured(controls.with(Control.BUDGET, Standing.NOT_OFFERED));
            case Reply.No(var failed) -> over(failed);
        };
    }

    private static Finding over(Failed failed) {
        return failed.failure() == Failure.REFUSED || failed.failure() == Failure.DENIED
                ? new Finding.Refused(failed.attempt().getStatus())
                : new Finding.Unanswered(failed.failure());
    }

    private Reply ask(Route route, OptionalInt budget) {
        var message = Message.newBuilder().setContent(QUESTION).build();
        var ask = new Ask(List.of(message), Optional.empty(), EXPECTED_THINKING, ANSWER);
        var turn = Opening.whole(route == Route.THINKING, budget, most(route));
        var call = new LlmCall(UUID.randomUUID().toString(), Purpose.PROBE, route, ask, turn);
        var end = server.generate(call, clock.instant().plus(patience), FirstToken.UNHEARD);
        attempts.add(end.attempt());
        if (end instanceof Failed failed && failed.failure() != Failure.EMPTY) {
            return new Reply.No(failed);
        }
        return new Reply.Thought(end.attempt().getUsage().getReasoningTokens());
    }

    private static long most(Route route) {
        return switch (route) {
            case FAST -> ANSWER;
            case THINKING -> MOST;
        };
    }
}
