package org.reasoningrouter.worker.generate;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.govern.Responder;

/// A model server that an ask can be put to, with what keeps slots from asking too much of it.
/// Slots share it.
public final class Backend {

    private static final Duration PLACE_CHECK = Duration.ofMillis(20);

    private final String name;
    private final Responder responder;
    private final Breaker breaker;
    private final Map<Route, ConcurrencyLimit> limits = new EnumMap<>(Route.class);

    /// A backend that has not been asked yet.
    ///
    /// @param name as settings and meters call it
    /// @param routes that it serves, each under a limit of its own
    public Backend(
            String name, Responder responder, Breaker breaker, Set<Route> routes, Aimd aimd) {
        if (routes.isEmpty()) {
            throw new IllegalArgumentException("the backend " + name + " must serve a route");
        }
        this.name = name;
        this.responder = responder;
        this.breaker = breaker;
        routes.forEach(route -> limits.put(route, new ConcurrencyLimit(aimd)));
    }

    public String name() {
        return name;
    }

    public Breaker breaker() {
        return breaker;
    }

    /// The limit of each route that it serves.
    public Map<Route, ConcurrencyLimit> limits() {
        return Map.copyOf(limits);
    }

    Responder responder() {
        return responder;
    }

    boolean serves(Route route) {
        return limits.containsKey(route);
    }

    /// Whether calls are let through, as far as the server's state goes.
    boolean isOpen(Instant now) {
        return breaker.closedFor(now).isZero();
    }

    /// How long it cannot be asked for sure; zero: it can be now.
    Duration closedFor(Route route, Instant now) {
        var closed = breaker.closedFor(now);
        if (closed.isPositive()) {
            return closed;
        }
        var limit = limits.get(route);
        return limit == null || limit.isFull() ? PLACE_CHECK : Duration.ZERO;
    }

    /// Leave to make one try, which must then be made; empty while there is none.
    Optional<OneTry> admit(Route route, Instant now) {
        var limit = limits.get(route);
        if (limit == null) {
            return Optional.empty();
        }
        return limit.enter()
                .flatMap(place -> {
                    var ticket = breaker.admit(now);
                    if (ticket.isEmpty()) {
                        limit.leave();
                    }
                    return ticket.map(it -> new OneTry(this, route, it, limit, place));
                });
    }
}
