package org.reasoningrouter.worker;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import org.reasoningrouter.worker.consume.Stopping;
import org.reasoningrouter.worker.generate.Breaker;
import org.reasoningrouter.worker.generate.RetryLoop;
import org.reasoningrouter.worker.govern.SingleCall;
import org.reasoningrouter.worker.invoke.ProbedServer;
import org.reasoningrouter.worker.publish.WorkerMeters;

/// Everything between an ask and the model servers of one worker. It wires generate, govern and
/// invoke.
final class ModelServers implements AutoCloseable {

    private final ProbedServer server;
    private final Breaker breaker;
    private final RetryLoop loop;

    ModelServers(WorkerConfig config, WorkerMeters meters, Stopping stopping, InstantSource clock) {
        breaker = new Breaker(config.breaker().failures(), config.breaker().pause());
        var policy = config.retry().toPolicy();
        var settings = config.llm().toSettings(config.clocks().toClocks());
        server = ProbedServer.open(settings, meters, clock);
        meters.breaker(() -> breaker.state(clock.instant()).level());
        var means =
                new RetryLoop.Means(
                        clock,
                        stopping::pause,
                        () -> ThreadLocalRandom.current().nextDouble(),
                        meters);
        loop =
                new RetryLoop(
                        new SingleCall(server), policy, breaker, config.fallbackToFast(), means);
    }

    RetryLoop loop() {
        return loop;
    }

    /// How long no server can be asked; zero: one can be now.
    Duration closedFor(Instant now) {
        return breaker.closedFor(now);
    }

    /// Cuts off every running call.
    void cancel() {
        server.cancel();
    }

    @Override
    public void close() {
        server.close();
    }
}
