package org.reasoningrouter.worker.generate;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.reasoningrouter.wire.Route;

/// The servers of one worker, and which of them a try goes to. Slots share it.
///
/// The first in order is asked while it can be: its breaker is closed, it has not asked to be left
/// alone, and its limit has a place. The others stand in. A server that failed an ask is the last
/// that the same ask goes to.
public final class Backends {

    private final List<Backend> inOrder;

    public Backends(List<Backend> inOrder) {
        this.inOrder = List.copyOf(inOrder);
        if (this.inOrder.stream().map(Backend::name).distinct().count() < inOrder.size()) {
            throw new IllegalArgumentException("two backends have the same name");
        }
    }

    /// Where a try goes.
    sealed interface Choice {
        record Admitted(OneTry oneTry) implements Choice {}

        /// Nowhere now.
        ///
        /// @param time before it is worth asking again
        record Wait(Duration time) implements Choice {}
    }

    /// @param failed those that failed the ask, the latest last
    Choice choose(Route route, List<Backend> failed, Instant now) {
        for (var backend : preferred(route, failed)) {
            var admitted = backend.admit(route, now);
            if (admitted.isPresent()) {
                return new Choice.Admitted(admitted.get());
            }
        }
        var closed = closedFor(route, now);
        // A place may have become free since.
        return new Choice.Wait(closed.isPositive() ? closed : Duration.ofMillis(1));
    }

    private List<Backend> preferred(Route route, List<Backend> failed) {
        return serving(route).sorted(Comparator.comparingInt(failed::lastIndexOf)).toList();
    }

    /// How long no server can be asked; zero: one can be now.
    public Duration closedFor(Route route, Instant now) {
        return serving(route)
                .map(backend -> backend.closedFor(route, now))
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /// Whether a server other than these can be asked now.
    boolean isAnyButThese(Collection<Backend> these, Route route, Instant now) {
        return serving(route)
                .filter(backend -> !these.contains(backend))
                .anyMatch(backend -> backend.closedFor(route, now).isZero());
    }

    /// Whether there is no server but these.
    boolean areAllOf(Collection<Backend> these, Route route) {
        return serving(route).allMatch(these::contains);
    }

    /// Whether a server lets calls through, be there a place for one more or not.
    boolean isOpen(Route route, Instant now) {
        return serving(route).anyMatch(backend -> backend.isOpen(now));
    }

    public boolean serves(Route route) {
        return serving(route).findAny().isPresent();
    }

    private Stream<Backend> serving(Route route) {
        return inOrder.stream().filter(backend -> backend.serves(route));
    }
}
