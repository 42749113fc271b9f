package org.reasoningrouter.worker.consume;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.worker.generate.SimulatedTime;
import org.reasoningrouter.worker.invoke.Calling;
import org.reasoningrouter.worker.invoke.Failure;
import org.reasoningrouter.worker.invoke.Generation;
import org.reasoningrouter.worker.invoke.Generation.Failed;
import org.reasoningrouter.worker.invoke.Generation.Generated;
import org.reasoningrouter.worker.invoke.LlmCall;
import org.reasoningrouter.worker.invoke.ModelServer;

/// A server that answers in three seconds, but for a while is not there; streams break when it
/// goes.
final class FakeMortalServer implements ModelServer {

    private static final Duration TO_FIRST_TOKEN = Duration.ofSeconds(1);
    private static final Duration TO_LAST = Duration.ofSeconds(2);

    final AtomicInteger finished = new AtomicInteger();
    final AtomicInteger unconnected = new AtomicInteger();
    private final String name;
    private final SimulatedTime time;
    private final Instant down;
    private final Instant up;

    FakeMortalServer(String name, SimulatedTime time, Instant down, Instant up) {
        this.name = name;
        this.time = time;
        this.down = down;
        this.up = up;
    }

    @Override
    public Generation generate(LlmCall call, Instant until, FirstToken firstToken) {
        if (isDown()) {
            unconnected.incrementAndGet();
            return here(Calling.failed(Failure.UNCONNECTED));
        }
        time.pause(TO_FIRST_TOKEN);
        if (isDown()) {
            return here(Calling.failed(Failure.BROKEN));
        }
        firstToken.came();
        time.pause(TO_LAST);
        if (isDown()) {
            return here(Calling.failedMidStream(Failure.BROKEN));
        }
        finished.incrementAndGet();
        var it = Calling.generated(call, "forty-two");
        return new Generated(
                here(it.attempt()), it.text(), it.finishReason(), it.thinkingObserved(), false);
    }

    private boolean isDown() {
        return !time.instant().isBefore(down) && time.instant().isBefore(up);
    }

    private Failed here(Failed failed) {
        return new Failed(here(failed.attempt()), failed.failure(), failed.retryAfter());
    }

    private Attempt here(Attempt attempt) {
        return Attempt.newBuilder(attempt).setBackend(name).build();
    }
}
