package org.reasoningrouter.worker.invoke;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.invoke.FakeHttpServer.Script;
import org.reasoningrouter.worker.invoke.Generation.Failed;

/// An interrupt cancels a call and leaves nothing behind it: the server sees its client go.
class LlmClientInterruptTest extends LlmClientFixture {

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final CountDownLatch left = new CountDownLatch(1);

    @Test
    void beforeTheHeadersCame() throws Exception {
        play(
                PATIENT,
                exchange -> {
                    asked.countDown();
                    interrupted.await();
                    exchange.sendResponseHeaders(200, 0);
                    sendUntilTheClientLeaves(exchange);
                });

        assertThat(interruptedCall()).isEqualTo(Failure.CANCELLED);
    }

    @Test
    void beforeTheFirstTokenCame() throws Exception {
        play(PATIENT, after(": ping\n\n"));

        assertThat(interruptedCall()).isEqualTo(Failure.CANCELLED);
    }

    @Test
    void inTheMiddleOfTheStream() throws Exception {
        play(PATIENT, after("data: " + CONTENT + "\n\n"));

        assertThat(interruptedCall()).isEqualTo(Failure.CANCELLED);
    }

    private Script after(String text) {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            FakeHttpServer.send(exchange, text);
            asked.countDown();
            interrupted.await();
            sendUntilTheClientLeaves(exchange);
        };
    }

    private void sendUntilTheClientLeaves(HttpExchange exchange) {
        try {
            while (true) {
                FakeHttpServer.send(exchange, ": ping\n\n");
            }
        } catch (IOException _) {
            left.countDown();
        }
    }

    private Failure interruptedCall() throws Exception {
        var call = new FutureTask<>(() -> ((Failed) generate(Route.FAST)).failure());
        var thread = Thread.ofVirtual().start(call);
        asked.await();
        thread.interrupt();
        thread.join();
        interrupted.countDown();
        assertThat(left.await(30, TimeUnit.SECONDS)).isTrue();
        return call.get();
    }
}
