package org.reasoningrouter.worker.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.wire.Usage;

class WorkerMetersTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final String PER_CHUNK = "gen_ai.client.operation.time_per_output_chunk";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final WorkerMeters meters = new WorkerMeters(registry, Route.THINKING);

    @Test
    void timePerChunkIsTheMeanOfTheTokensAfterTheFirst() {
        meters.called(attempt(7, 4).build());

        var timer = registry.get(PER_CHUNK).timer();
        assertThat(timer.count()).isOne();
        assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(200);
    }

    @Test
    void aCallWithOneTokenOrNoneHasNoTimePerChunk() {
        meters.called(attempt(0, 1).build());
        meters.called(attempt(5, 5).setFirstTokenAt(null).build());

        assertThat(registry.find(PER_CHUNK).timer()).isNull();
    }

    @Test
    void theAgeOfTheQueueIsTimedByLane() {
        meters.taken(Lane.BULK, 1, Duration.ofSeconds(3));

        var timer = registry.get("worker.consume.queue.age").tag("lane", "bulk").timer();
        assertThat(timer.totalTime(TimeUnit.SECONDS)).isEqualTo(3);
    }

    /// A call whose first token came after one second, and whose last two seconds later.
    private static Attempt.Builder attempt(long reasoning, long answer) {
        return Attempt.newBuilder()
                .setCallId("call-1")
                .setBackend("http://127.0.0.1")
                .setModel("model")
                .setRoute(Route.THINKING)
                .setStartedAt(START)
                .setFirstTokenAt(START.plusSeconds(1))
                .setEndedAt(START.plusSeconds(3))
                .setOutcome("answered")
                .setUsage(
                        Usage.newBuilder()
                                .setInputTokens(3)
                                .setReasoningTokens(reasoning)
                                .setAnswerTokens(answer)
                                .build());
    }
}
