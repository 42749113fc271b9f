package org.reasoningrouter.worker.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.reasoningrouter.worker.generate.FakeHttpServer.send;
import static org.reasoningrouter.worker.generate.FakeHttpServer.status;
import static org.reasoningrouter.worker.generate.FakeHttpServer.stream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.wire.TokenSource;
import org.reasoningrouter.worker.generate.FakeHttpServer.Script;
import org.reasoningrouter.worker.generate.Generation.Failed;
import org.reasoningrouter.worker.generate.Generation.Generated;

@SuppressWarnings("NullAway.Init") // each test plays its script first
class LlmClientTest {

    private static final String REASONING = "{\"choices\":[{\"delta\":{\"reasoning\":\"hm hm\"}}]}";
    private static final String CONTENT = "{\"choices\":[{\"delta\":{\"content\":\"forty-two\"}}]}";
    private static final String STOP =
            "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":null}";
    private static final String USAGE =
            """
            {"choices":[],"usage":{"prompt_tokens":11,"completion_tokens":9,\
            "prompt_tokens_details":{"cached_tokens":4},\
            "completion_tokens_details":{"reasoning_tokens":6}}}\
            """;
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Clocks PATIENT = new Clocks(LONG, LONG, LONG, LONG);

    private FakeHttpServer server;
    private LlmClient client;

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void anAnswerComesWithItsTokensAndItsCallId() throws IOException {
        play(PATIENT, stream(REASONING, CONTENT, STOP, USAGE, "[DONE]"));

        var generated = (Generated) generate(Route.THINKING);

        assertThat(generated.text()).isEqualTo("forty-two");
        assertThat(generated.finishReason()).isEqualTo("stop");
        assertThat(generated.thinkingObserved()).isTrue();
        assertThat(generated.simulated()).isFalse();
        var attempt = generated.attempt();
        assertThat(attempt.getCallId()).isEqualTo("call-1").isEqualTo(server.callId);
        assertThat(attempt.getOutcome()).isEqualTo("answered");
        assertThat(attempt.getStatus()).isEqualTo(200);
        assertThat(attempt.getFirstTokenAt()).isPresent();
        assertThat(attempt.getUsage().getInputTokens()).isEqualTo(11);
        assertThat(attempt.getUsage().getCachedTokens()).isEqualTo(4);
        assertThat(attempt.getUsage().getReasoningTokens()).isEqualTo(6);
        assertThat(attempt.getUsage().getAnswerTokens()).isEqualTo(3);
        assertThat(attempt.getUsage().getSource()).isEqualTo(TokenSource.SERVER);
    }

    @Test
    void theServerIsToldWhatTheRouteWantsOverPlainHttp11() throws IOException {
        play(PATIENT, stream(CONTENT, STOP, "[DONE]"));

        generate(Route.THINKING);
        assertThat(server.body)
                .contains("\"chat_template_kwargs\":{\"enable_thinking\":true}")
                .contains("\"max_tokens\":1100")
                .contains("\"include_usage\":true")
                .contains("{\"role\":\"user\",\"content\":\"How much?\"}");
        assertThat(server.key).isEqualTo("Bearer secret");
        assertThat(server.upgrade).isEqualTo("null");

        generate(Route.FAST);
        assertThat(server.body)
                .contains("\"enable_thinking\":false")
                .contains("\"max_tokens\":100");
    }

    @Test
    void thinkingInsideTheTextIsPartedFromTheAnswer() throws IOException {
        play(
                PATIENT,
                stream(
                        "{\"choices\":[{\"delta\":{\"content\":\"<thi\"}}]}",
                        "{\"choices\":[{\"delta\":{\"content\":\"nk>hm</think>yes\"}}]}",
                        STOP,
                        "[DONE]"));

        var generated = (Generated) generate(Route.FAST);

        assertThat(generated.text()).isEqualTo("yes");
        assertThat(generated.thinkingObserved()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "400, REFUSED",
        "401, REFUSED",
        "404, REFUSED",
        "307, REFUSED",
        "204, MALFORMED",
        "408, OVERLOADED",
        "429, OVERLOADED",
        "500, OVERLOADED",
        "503, OVERLOADED"
    })
    void aStatusIsClassed(int status, Failure failure) throws IOException {
        play(PATIENT, status(status));

        var failed = (Failed) generate(Route.FAST);

        assertThat(failed.failure()).isEqualTo(failure);
        assertThat(failed.attempt().getStatus()).isEqualTo(status);
    }

    @Test
    void retryAfterIsHandedOn() throws IOException {
        play(
                PATIENT,
                exchange -> {
                    exchange.getResponseHeaders().set("Retry-After", "7");
                    exchange.sendResponseHeaders(429, -1);
                });

        assertThat(((Failed) generate(Route.FAST)).retryAfter()).contains(Duration.ofSeconds(7));
    }

    @Test
    void anErrorInsideAStreamIsAFailure() throws IOException {
        play(PATIENT, stream(CONTENT, "{\"error\":{\"code\":503,\"message\":\"full\"}}"));

        assertThat(failure()).isEqualTo(Failure.OVERLOADED);
    }

    @Test
    void aStreamThatEndsWithoutItsLastWordIsBroken() throws IOException {
        play(PATIENT, stream(CONTENT));

        var failed = (Failed) generate(Route.FAST);

        assertThat(failed.failure()).isEqualTo(Failure.BROKEN);
        assertThat(failed.afterFirstToken()).isTrue();
        assertThat(RetryPolicy.isWorthwhile(failed)).isTrue();
    }

    @Test
    void aLastWordWithoutFinishReasonIsMalformed() throws IOException {
        play(PATIENT, stream(CONTENT, "[DONE]"));

        assertThat(failure()).isEqualTo(Failure.MALFORMED);
    }

    @Test
    void rubbishIsMalformed() throws IOException {
        play(PATIENT, stream("{\"choices\":[{\"del"));

        assertThat(failure()).isEqualTo(Failure.MALFORMED);
    }

    @Test
    void aPageIsMalformed() throws IOException {
        play(
                PATIENT,
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    send(exchange, "<html><body>Bad gateway</body></html>");
                });

        assertThat(failure()).isEqualTo(Failure.MALFORMED);
    }

    @Test
    void thinkingThatUsedUpAllTokensIsEmpty() throws IOException {
        play(
                PATIENT,
                stream(
                        REASONING,
                        "{\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}",
                        USAGE,
                        "[DONE]"));

        var failed = (Failed) generate(Route.THINKING);

        assertThat(failed.failure()).isEqualTo(Failure.EMPTY);
        assertThat(failed.attempt().getUsage().getInputTokens()).isEqualTo(11);
    }

    @Test
    void aConnectionThatEndsInMidStreamIsBrokenAndItsTokensAreKnown() throws IOException {
        play(
                PATIENT,
                exchange -> {
                    exchange.sendResponseHeaders(200, 1000);
                    send(exchange, "data: " + CONTENT + "\n\n");
                    exchange.close();
                });

        var failed = (Failed) generate(Route.FAST);

        assertThat(failed.failure()).isEqualTo(Failure.BROKEN);
        assertThat(failed.afterFirstToken()).isTrue();
        assertThat(failed.attempt().getUsage().getAnswerTokens()).isEqualTo(1);
        assertThat(failed.attempt().getUsage().getSource()).isEqualTo(TokenSource.CHUNKS);
    }

    @Test
    void aServerThatClosesWithoutAWordIsBroken() throws IOException {
        play(PATIENT, exchange -> exchange.close());

        assertThat(failure()).isEqualTo(Failure.BROKEN);
    }

    @Test
    void aServerThatIsNotThereIsUnconnected() throws IOException {
        play(PATIENT, status(200));
        client.close();
        client = client("http://127.0.0.1:" + freePort() + "/v1", PATIENT);

        assertThat(failure()).isEqualTo(Failure.UNCONNECTED);
    }

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
    void theTotalClockEndsACallThatGoesOn() throws IOException {
        play(new Clocks(LONG, LONG, LONG, SHORT), hangAfter(CONTENT));

        assertThat(failure()).isEqualTo(Failure.TOTAL_TIMEOUT);
    }

    @Test
    void theDeadlineEndsACallBeforeItsTotalClock() throws IOException {
        play(PATIENT, hangAfter(CONTENT));

        var until = Instant.now().plus(SHORT);
        var failed = (Failed) client.generate(Calling.call(Route.FAST), until);

        assertThat(failed.failure()).isEqualTo(Failure.DEADLINE);
    }

    @Test
    void noCallBeginsAfterItsEnd() throws IOException {
        play(PATIENT, stream(CONTENT, STOP, "[DONE]"));

        var failed = (Failed) client.generate(Calling.call(Route.FAST), Instant.now());

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

    private static int freePort() throws IOException {
        try (var nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return nobody.getLocalPort();
        }
    }

    private Script hangAfter(String event) {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            send(exchange, "data: " + event + "\n\n");
            server.hang();
        };
    }

    private void play(Clocks clocks, Script script) throws IOException {
        server = new FakeHttpServer(script);
        client = client(server.url(), clocks);
    }

    private static LlmClient client(String url, Clocks clocks) {
        return new LlmClient(
                new LlmSettings(url, clocks, 1 << 20, 1000),
                new OpenAiDialect("model", true, true),
                Optional.of("secret"),
                InstantSource.system());
    }

    private Generation generate(Route route) {
        return client.generate(Calling.call(route), Instant.now().plus(LONG));
    }

    private Failure failure() {
        return ((Failed) generate(Route.FAST)).failure();
    }
}
