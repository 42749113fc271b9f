package org.reasoningrouter.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.simulator.SimulatorLedger.Call;
import org.reasoningrouter.simulator.SimulatorLedger.End;

/// Many calls at once: places, queue, times under load, and the account of them.
class SimulatorLoadTest {

    private static final Duration NONE = Duration.ZERO;

    @Test
    void timesGrowWithLoadAndShrinkWithTheCache() {
        var times =
                new SimulatorTimes(
                        1,
                        NONE,
                        NONE,
                        Duration.ofMillis(30),
                        Duration.ofNanos(250_000),
                        Duration.ofMillis(12),
                        NONE,
                        3);
        var random = new Random(1);

        assertThat(times.prefillNanos(400, 0, 0, random)).isEqualTo(130_000_000);
        assertThat(times.prefillNanos(400, 320, 0, random)).isEqualTo(50_000_000);
        assertThat(times.prefillNanos(400, 320, 1, random)).isEqualTo(150_000_000);
        assertThat(times.tokensNanos(10, 0.5, random)).isEqualTo(240_000_000);
    }

    @Test
    void drawnTimesStayNearTheirMean() {
        var times =
                new SimulatorTimes(
                        1,
                        Duration.ofMillis(100),
                        Duration.ofMillis(80),
                        NONE,
                        NONE,
                        NONE,
                        NONE,
                        1);
        var random = new Random(1);

        assertThat(IntStream.range(0, 1000).mapToLong(_ -> times.prefillNanos(1, 0, 0, random)))
                .allMatch(nanos -> nanos >= 30_000_000 && nanos <= 170_000_000)
                .contains(30_000_000L, 170_000_000L);
    }

    @Test
    void fiveHundredStreamsRunAtOnceAndAllAreAccountedFor() throws IOException {
        var settings = SimulatorSettings.scaled(0.002).withChunkTokens(4);
        try (var simulator = LlmSimulator.start(0, settings);
                var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            var answers =
                    IntStream.range(0, 500)
                            .mapToObj(i ->
                                    http.sendAsync(request(simulator, i), BodyHandlers.ofString()))
                            .toList();

            var bodies = answers.stream().map(CompletableFuture::join).toList();

            assertThat(bodies).allMatch(it -> it.body().endsWith("data: [DONE]\n\n"));
            assertThat(simulator.ledger().count(End.COMPLETED)).isEqualTo(500);
            assertThat(simulator.metrics().generatedTokens())
                    .isEqualTo(
                            simulator.ledger().reasoningTokens()
                                    + simulator.ledger().answerTokens());
            assertThat(simulator.ledger().calls()).extracting(Call::callId).doesNotHaveDuplicates();
        }
    }

    @Test
    void whoeverFindsTheQueueFullIsTurnedAway() throws IOException {
        var settings = SimulatorSettings.scaled(0).withPlaces(1, 0);
        try (var simulator = LlmSimulator.start(0, settings);
                var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
                var calls = new RawCalls(simulator)) {
            simulator.fault(SimulatorFault.HANG_MID_STREAM);
            var running =
                    http.sendAsync(request(simulator, 1), BodyHandlers.ofInputStream()).join();
            simulator.fault(SimulatorFault.NONE);

            var full = calls.post("/v1/chat/completions", body(2));

            assertThat(full.statusCode()).isEqualTo(503);
            assertThat(full.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(calls.get("/metrics").body())
                    .contains("vllm:num_requests_running{model_name=\"simulated-hybrid\"} 1.0")
                    .contains("vllm:num_requests_waiting{model_name=\"simulated-hybrid\"} 0.0")
                    .contains("vllm:kv_cache_usage_perc")
                    .contains("vllm:time_to_first_token_seconds_count")
                    .contains("vllm:inter_token_latency_seconds_bucket")
                    .contains("simulator:cancelled_tokens_total");
            running.body().close();
        }
    }

    @Test
    void aClientThatLeavesStopsTheWork() throws IOException {
        var settings = SimulatorSettings.scaled(0);
        var simulator = LlmSimulator.start(0, settings);
        try (simulator;
                var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            simulator.fault(SimulatorFault.HANG_MID_STREAM);
            var running =
                    http.sendAsync(request(simulator, 1), BodyHandlers.ofInputStream()).join();
            while (simulator.metrics().generatedTokens() == 0) {
                Thread.onSpinWait();
            }
            running.body().close();
            while (simulator.ledger().calls().isEmpty()) {
                Thread.onSpinWait();
            }
        }

        assertThat(simulator.ledger().calls().getFirst().end()).isEqualTo(End.CUT);
        assertThat(simulator.ledger().reasoningTokens()).isEqualTo(16);
        assertThat(simulator.metrics().cancelledTokens()).isPositive();
        assertThat(simulator.metrics().running()).isZero();
    }

    @Test
    void llamaCppEndsAThoughtThatIsUnderWay() throws IOException {
        var times = new SimulatorTimes(1, NONE, NONE, NONE, NONE, Duration.ofMillis(20), NONE, 1);
        var settings =
                SimulatorSettings.scaled(0)
                        .as(Family.LLAMA_CPP)
                        .withChunkTokens(1)
                        .playing(new SimulatedModel(20_000, 0, 30_000))
                        .taking(times);
        try (var simulator = LlmSimulator.start(0, settings);
                var calls = new RawCalls(simulator)) {
            var streamed =
                    CompletableFuture.supplyAsync(() ->
                            calls.stream(
                                    "/v1/chat/completions",
                                    "{'stream':true,'reasoning_control':true,'max_tokens':30000,'messages':[{'role':'user','content':'[question"
                                            + " 1]'}]}"));
            var stop = "{'id':'simulated-1','action':'reasoning_end'}";
            while (calls.post("/v1/chat/completions/control", stop).statusCode() != 200) {
                Thread.onSpinWait();
            }

            assertThat(streamed.join().text("/choices/0/delta/content"))
                    .startsWith("Simulated answer: ");
            assertThat(simulator.ledger().reasoningTokens()).isLessThan(5_000);
        }
    }

    private static HttpRequest request(LlmSimulator simulator, int i) {
        return HttpRequest.newBuilder(URI.create(simulator.url() + "/chat/completions"))
                .header("X-Call-Id", "call-" + i)
                .POST(BodyPublishers.ofString(body(i).replace('\'', '"')))
                .build();
    }

    private static String body(int i) {
        return "{'stream':true,'messages':[{'role':'user','content':'question " + i + "'}]}";
    }
}
