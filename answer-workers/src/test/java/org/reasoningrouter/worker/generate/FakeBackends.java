package org.reasoningrouter.worker.generate;

import java.time.Duration;
import java.util.EnumSet;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.govern.SingleCall;
import org.reasoningrouter.worker.invoke.ModelServer;

/// Backends whose server is a fake.
final class FakeBackends {

    static final int FAILURES = 5;
    static final Duration PAUSE = Duration.ofSeconds(10);

    private FakeBackends() {}

    static Backend backend(String name, ModelServer server, Aimd aimd) {
        return serving(EnumSet.allOf(Route.class), name, server, aimd);
    }

    static Backend serving(EnumSet<Route> routes, String name, ModelServer server, Aimd aimd) {
        return new Backend(
                name, new SingleCall(server), new Breaker(FAILURES, PAUSE), routes, aimd);
    }
}
