package org.reasoningrouter.worker;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.reasoningrouter.worker.consume.Stopping;
import org.reasoningrouter.worker.generate.Backend;
import org.reasoningrouter.worker.generate.Backends;
import org.reasoningrouter.worker.generate.Breaker;
import org.reasoningrouter.worker.generate.Hedges;
import org.reasoningrouter.worker.generate.RetryLoop;
import org.reasoningrouter.worker.govern.Abilities;
import org.reasoningrouter.worker.govern.Governor;
import org.reasoningrouter.worker.govern.Responder;
import org.reasoningrouter.worker.invoke.ProbedServer;
import org.reasoningrouter.worker.publish.WorkerMeters;

/// Everything between an ask and the model servers of one worker. It wires generate, govern and
/// invoke.
final class ModelServers implements AutoCloseable {

    private final WorkerConfig config;
    private final WorkerMeters meters;
    private final InstantSource clock;
    private final List<ProbedServer> servers = new ArrayList<>();
    private final Backends backends;
    private final RetryLoop loop;

    ModelServers(WorkerConfig config, WorkerMeters meters, Stopping stopping, InstantSource clock) {
        this.config = config;
        this.meters = meters;
        this.clock = clock;
        var all =
                BackendSettings.all(config.llm(), config.backends()).stream()
                        .map(this::backend)
                        .toList();
        all.forEach(this::show);
        backends = new Backends(all);
        var means =
                new RetryLoop.Means(
                        clock,
                        stopping::pause,
                        () -> ThreadLocalRandom.current().nextDouble(),
                        meters);
        loop =
                new RetryLoop(
                        backends,
                        config.retry().toPolicy(),
                        new Hedges(config.hedging().share()),
                        config.fallbackToFast(),
                        means);
    }

    private Backend backend(BackendSettings settings) {
        return new Backend(
                settings.name(),
                responder(settings),
                new Breaker(config.breaker().failures(), config.breaker().pause()),
                settings.routes(),
                config.concurrency().toAimd());
    }

    /// One server, from its socket to a try at an ask.
    private Responder responder(BackendSettings backend) {
        var key = backend.keySource().key(System::getenv);
        var settings = backend.llm().toSettings(config.clocks().toClocks(), key);
        var server = ProbedServer.open(settings, meters, clock);
        servers.add(server);
        return new Governor(
                server, () -> Abilities.of(server.controls()), config.thinking().toRules(), clock);
    }

    private void show(Backend backend) {
        meters.breaker(backend.name(), () -> backend.breaker().state(clock.instant()).level());
        backend.limits()
                .forEach((route, limit) ->
                        meters.limit(backend.name(), route, limit::limit, limit::inFlight));
    }

    RetryLoop loop() {
        return loop;
    }

    /// How long no server can be asked; zero: one can be now.
    Duration closedFor(Instant now) {
        return backends.closedFor(config.routeOf(), now);
    }

    /// Cuts off every running call.
    void cancel() {
        servers.forEach(ProbedServer::cancel);
    }

    @Override
    public void close() {
        servers.forEach(ProbedServer::close);
    }
}
