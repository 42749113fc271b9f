package org.reasoningrouter.worker.invoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.reasoningrouter.worker.invoke.FakeHttpServer.send;
import static org.reasoningrouter.worker.invoke.FakeHttpServer.stream;

import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.invoke.Generation.Failed;
import org.reasoningrouter.worker.invoke.Generation.Generated;
import org.reasoningrouter.worker.invoke.ModelServer.FirstToken;

/// What ends a call that would go on.
class LlmClientClocksTest extends LlmClientFixture {

    @Test
    void aServerThatHangsBeforeItsHeadersRunsOutTheFirstTokenClock() throws IOException {
        play(new Clocks(LONG, SHORT, LONG, LONG), _ -> server.hang());

        assertThat(failure()).isEqualTo(Failure.FIRST_TOKEN_TIMEOUT);
    }

    @Test
    void commentsAreNoTokens() throws IOException {
        play(
                new Clocks(LONG, SHORT, LONG, LONG),
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    while (true) {
                        send(exchange, ": ping\n\n");
                    }
                });

        assertThat(failure()).isEqualTo(Failure.FIRST_TOKEN_TIMEOUT);
    }

    @Test
    void aStreamThatHangsRunsOutTheIdleClock() throws IOException {
        play(new Clocks(LONG, LONG, SHORT, LONG), hangAfter(CONTENT));

        assertThat(failure()).isEqualTo(Failure.IDLE_TIMEOUT);
    }

    @Test
    void aStreamThatStaysOpenAfterItsLastWordIsAnAnswer() throws IOException {
        play(
                PATIENT,
                exchange -> {
                    stream(CONTENT, STOP, "[DONE]").play(exchange);
                    server.hang();
                });

        assertThat(generate(Route.FAST)).isInstanceOf(Generated.class);
    }

    @Test
    void theTotalClockEndsACallThatGoesOn() throws IOException {
        play(new Clocks(LONG, LONG, LONG, SHORT), hangAfter(CONTENT));

        assertThat(failure()).isEqualTo(Failure.TOTAL_TIMEOUT);
    }

    @Test
    void theDeadlineEndsACallBeforeItsTotalClock() throws IOException {
        play(PATIENT, hangAfter(CONTENT));

        var until = Instant.now().plus(SHORT);
        var failed = (Failed) client.generate(Calling.call(Route.FAST), until, FirstToken.UNHEARD);

        assertThat(failed.failure()).isEqualTo(Failure.DEADLINE);
    }

    @Test
    void noCallBeginsAfterItsEnd() throws IOException {
        play(PATIENT, stream(CONTENT, STOP, "[DONE]"));

        var failed =
                (Failed)
                        client.generate(
                                Calling.call(Route.FAST), Instant.now(), FirstToken.UNHEARD);

        assertThat(failed.failure()).isEqualTo(Failure.DEADLINE);
        assertThat(server.body).isEmpty();
    }

    @Test
    void aStreamLongerThanItMayBeIsCutOff() throws IOException {
        play(
                PATIENT,
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    while (true) {
                        send(exchange, "data: " + REASONING + "\n\n");
                    }
                });

        assertThat(failure()).isEqualTo(Failure.TOO_LARGE);
    }

    @Test
    void aStopCutsOffRunningCallsAndLaterOnes() throws Exception {
        var begun = new CountDownLatch(1);
        play(
                PATIENT,
                _ -> {
                    begun.countDown();
                    server.hang();
                });
        var running = CompletableFuture.supplyAsync(() -> failure());
        begun.await();

        client.cancel();

        assertThat(running.get()).isEqualTo(Failure.CANCELLED);
        assertThat(failure()).isEqualTo(Failure.CANCELLED);
    }
}
