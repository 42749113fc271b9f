package org.reasoningrouter.worker.generate;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.generate.ConcurrencyLimit.Place;
import org.reasoningrouter.worker.govern.Tried;
import org.reasoningrouter.worker.invoke.Ask;
import org.reasoningrouter.worker.invoke.Failure;
import org.reasoningrouter.worker.invoke.Generation.Failed;
import org.reasoningrouter.worker.invoke.ModelServer.FirstToken;

/// A try that a backend has admitted: made once, and then its breaker and its limit know how it
/// went. It belongs to the thread that makes it.
final class OneTry {

    private final Backend backend;
    private final Route route;
    private final Breaker.Ticket ticket;
    private final ConcurrencyLimit limit;
    private final Place place;
    private boolean heard;

    OneTry(
            Backend backend,
            Route route,
            Breaker.Ticket ticket,
            ConcurrencyLimit limit,
            Place place) {
        this.backend = backend;
        this.route = route;
        this.ticket = ticket;
        this.limit = limit;
        this.place = place;
    }

    Backend backend() {
        return backend;
    }

    /// Makes the try and waits for its end.
    Tried respond(Ask ask, Instant until, InstantSource clock, FirstToken firstToken) {
        var startedAt = clock.instant();
        try {
            var tried =
                    backend.responder()
                            .respond(
                                    ask,
                                    route,
                                    until,
                                    () -> {
                                        if (!heard) {
                                            came(ask, Duration.between(startedAt, clock.instant()));
                                            firstToken.came();
                                        }
                                    });
            ended(tried, clock.instant());
            return tried;
        } finally {
            limit.leave();
        }
    }

    // A try of several calls tells of each call's first token; what counts is the first of all.
    private void came(Ask ask, Duration after) {
        heard = true;
        breaker().heard(ticket);
        limit.heard(place, after, chars(ask));
    }

    private void ended(Tried tried, Instant now) {
        breaker().report(ticket, tried.end(), now);
        if (tried.end() instanceof Failed failed && isOverload(failed)) {
            limit.overloaded(place);
        }
    }

    private Breaker breaker() {
        return backend.breaker();
    }

    // A server that is not there or breaks off is the breaker's affair: it has no load to lighten.
    private static boolean isOverload(Failed failed) {
        return failed.failure() == Failure.OVERLOADED
                || failed.failure() == Failure.FIRST_TOKEN_TIMEOUT;
    }

    private static long chars(Ask ask) {
        return ask.messages().stream().map(Message::getContent).mapToLong(String::length).sum();
    }
}
