package org.reasoningrouter.worker.invoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.reasoningrouter.worker.invoke.FakeHttpServer.send;
import static org.reasoningrouter.worker.invoke.FakeHttpServer.status;
import static org.reasoningrouter.worker.invoke.FakeHttpServer.stream;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.wire.TokenSource;
import org.reasoningrouter.worker.invoke.Generation.Failed;
import org.reasoningrouter.worker.invoke.Generation.Generated;

class LlmClientTest extends LlmClientFixture {

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
                .contains("\"chat_template_kwargs\":{\"enable_thinking\":true,\"thinking\":true}")
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
        "401, DENIED",
        "404, DENIED",
        "405, REFUSED",
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
}
