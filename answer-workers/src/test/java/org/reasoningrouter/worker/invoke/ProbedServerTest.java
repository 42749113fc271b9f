package org.reasoningrouter.worker.invoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.reasoningrouter.worker.invoke.FakeHttpServer.send;
import static org.reasoningrouter.worker.invoke.LlmClientFixture.LONG;
import static org.reasoningrouter.worker.invoke.LlmClientFixture.MODEL;
import static org.reasoningrouter.worker.invoke.LlmClientFixture.PATIENT;

import com.sun.net.httpserver.HttpExchange;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.invoke.Controls.Standing;
import org.reasoningrouter.worker.invoke.Generation.Failed;
import org.reasoningrouter.worker.invoke.Generation.Generated;
import org.reasoningrouter.worker.invoke.ModelServer.FirstToken;
import org.reasoningrouter.worker.invoke.ServerSettings.Probing;
import org.reasoningrouter.worker.publish.WorkerMeters;

/// Against a server that says it is vLLM and obeys as far as a test wants it to.
@SuppressWarnings("NullAway.Init") // each test starts its server first
class ProbedServerTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final WorkerMeters meters = new WorkerMeters(registry, Route.THINKING);
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger busy = new AtomicInteger();
    private volatile boolean obeysBudget = true;
    private FakeHttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = new FakeHttpServer(this::play);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aServerThatObeysIsFoundAndMeasured() {
        try (var probed = open(server.url(), Optional.empty(), Probing.REFUSE)) {
            assertThat(probed.controls().obeys(Control.SWITCH)).isTrue();
            assertThat(probed.controls().obeys(Control.BUDGET)).isTrue();
            assertThat(level("budget")).isEqualTo(1);
            assertThat(calls).hasValue(3);
            assertThat(registry.get("worker.invoke.probe.calls").counter().count()).isEqualTo(3);
            assertThat(reasoningPaid()).isEqualTo(512 + 64);
            assertThat(generate(probed)).isInstanceOf(Generated.class);
        }
    }

    @Test
    void aServerThatIgnoresTheBudgetIsRefusedInOneLine() {
        obeysBudget = false;

        assertThatThrownBy(() -> open(server.url(), Optional.empty(), Probing.REFUSE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "the model server "
                                + server.url()
                                + " ignores the thinking budget (dialect vllm, model model);"
                                + " worker.llm.probe=warn goes on all the same");
    }

    @Test
    void orItIsBorneWithAndTheBudgetIsNotReliedOn() {
        obeysBudget = false;

        try (var probed = open(server.url(), Optional.empty(), Probing.WARN)) {
            assertThat(probed.controls().of(Control.BUDGET)).isEqualTo(Standing.IGNORED);
            assertThat(probed.controls().has(Control.BUDGET)).isFalse();
            assertThat(level("budget")).isZero();
        }
    }

    @Test
    void withoutAProbeNothingIsPaidAndTheFamilyIsBelieved() {
        try (var probed = open(server.url(), Optional.of(Family.VLLM), Probing.OFF)) {
            assertThat(calls).hasValue(0);
            assertThat(probed.controls().of(Control.BUDGET)).isEqualTo(Standing.BELIEVED);
            assertThat(level("budget")).isNaN();
        }
    }

    @Test
    void aServerThatIsNotThereKeepsNoWorkerFromStarting() throws IOException {
        var nobody = "http://127.0.0.1:" + LlmClientFixture.freePort() + "/v1";

        try (var probed = open(nobody, Optional.empty(), Probing.REFUSE)) {
            assertThat(((Failed) generate(probed)).failure()).isEqualTo(Failure.UNCONNECTED);
            assertThat(probed.controls()).isEqualTo(Controls.UNKNOWN);
            assertThat(level("switch")).isEqualTo(-1);
        }
    }

    @Test
    @Timeout(60)
    void aServerThatWasBusyIsMeasuredLater() {
        busy.set(1);

        try (var probed = open(server.url(), Optional.of(Family.VLLM), Probing.REFUSE)) {
            assertThat(probed.controls().of(Control.BUDGET)).isEqualTo(Standing.UNPROVEN);
            while (!probed.controls().obeys(Control.BUDGET)) {
                Thread.onSpinWait();
            }
        }
    }

    private ProbedServer open(String url, Optional<Family> family, Probing probing) {
        var llm = new LlmSettings(url, PATIENT, Duration.ZERO, 1 << 20, 1000);
        return ProbedServer.open(
                new ServerSettings(llm, MODEL, family, probing, LONG, Optional.empty()),
                meters,
                InstantSource.system());
    }

    private static Generation generate(ProbedServer server) {
        return server.generate(
                Calling.call(Route.FAST), Instant.now().plus(LONG), FirstToken.UNHEARD);
    }

    private double level(String control) {
        return registry.get("worker.invoke.control").tag("control", control).gauge().value();
    }

    private double reasoningPaid() {
        return registry.get("worker.invoke.probe.tokens")
                .tag("phase", "reasoning")
                .counter()
                .count();
    }

    private void play(HttpExchange exchange) throws IOException {
        switch (exchange.getRequestURI().getPath()) {
            case "/version" -> reply(exchange, "{\"version\":\"0.28.1\"}");
            case "/v1/chat/completions" -> complete(exchange);
            default -> exchange.sendResponseHeaders(404, -1);
        }
    }

    private void complete(HttpExchange exchange) throws IOException {
        if (busy.getAndDecrement() > 0) {
            exchange.sendResponseHeaders(503, -1);
            return;
        }
        calls.incrementAndGet();
        var thinks = server.body.contains("\"enable_thinking\":true");
        var capped = obeysBudget && server.body.contains("\"thinking_token_budget\":64");
        var reasoning = thinks ? capped ? 64 : 512 : 0;
        var thought = thinks ? "hm" : "";
        reply(
                exchange,
                """
                data: {"choices":[{"delta":{"reasoning":"%s"}}]}

                data: {"choices":[{"delta":{"content":"21"},"finish_reason":"stop"}]}

                data: {"choices":[],"usage":{"prompt_tokens":20,"completion_tokens":%d,\
                "completion_tokens_details":{"reasoning_tokens":%d}}}

                data: [DONE]

                """
                        .formatted(thought, reasoning + 2, reasoning));
    }

    private static void reply(HttpExchange exchange, String text) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        send(exchange, text);
    }
}
