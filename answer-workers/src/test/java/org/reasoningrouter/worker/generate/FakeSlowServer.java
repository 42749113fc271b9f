package org.reasoningrouter.worker.generate;

import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.reasoningrouter.worker.invoke.Calling;
import org.reasoningrouter.worker.invoke.Failure;
import org.reasoningrouter.worker.invoke.Generation;
import org.reasoningrouter.worker.invoke.LlmCall;
import org.reasoningrouter.worker.invoke.ModelServer;

/// A server that keeps a call waiting until something has happened, then ends it; an interrupt
/// cancels it.
final class FakeSlowServer implements ModelServer {

    final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch happens;
    private final boolean answers;

    private FakeSlowServer(CountDownLatch happens, boolean answers) {
        this.happens = happens;
        this.answers = answers;
    }

    static FakeSlowServer answeringAfter(CountDownLatch happens) {
        return new FakeSlowServer(happens, true);
    }

    static FakeSlowServer failingAfter(CountDownLatch happens) {
        return new FakeSlowServer(happens, false);
    }

    static FakeSlowServer silent() {
        return new FakeSlowServer(new CountDownLatch(1), true);
    }

    @Override
    public Generation generate(LlmCall call, Instant until, FirstToken firstToken) {
        asked.countDown();
        try {
            happens.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Calling.failed(Failure.CANCELLED);
        }
        if (!answers) {
            return Calling.failed(Failure.BROKEN);
        }
        firstToken.came();
        return Calling.generated(call, "slow");
    }
}
