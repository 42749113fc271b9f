package org.reasoningrouter.worker.generate;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.invoke.Calling;
import org.reasoningrouter.worker.invoke.FakeModelServer;
import org.reasoningrouter.worker.invoke.ModelServer;
import org.reasoningrouter.worker.publish.WorkerMeters;

/// Two servers, and the retry loop before them.
class SeveralBackendsFixture {

    static final Duration MINUTE = Duration.ofMinutes(1);
    static final EnumSet<Route> BOTH = EnumSet.allOf(Route.class);

    final FakeTime time = new FakeTime();
    final FakeModelServer first = new FakeModelServer();
    final FakeModelServer second = new FakeModelServer();
    final Hedges hedges = new Hedges(Hedges.MOST);
    List<Backend> backends =
            List.of(backend(BOTH, "first", first, 4), backend(BOTH, "second", second, 4));

    static Backend backend(EnumSet<Route> routes, String name, ModelServer server, int most) {
        return FakeBackends.serving(routes, name, server, Aimd.fixed(most));
    }

    Asked ask(Route route, boolean fallbackToFast) {
        var policy = new RetryPolicy(3, Duration.ofMillis(500), Duration.ofSeconds(8));
        var meters = new WorkerMeters(new SimpleMeterRegistry(), route);
        var means = new RetryLoop.Means(time, time, () -> 0, meters);
        var loop = new RetryLoop(new Backends(backends), policy, hedges, fallbackToFast, means);
        return loop.ask(Calling.ask(), route, time.instant().plus(MINUTE));
    }
}
