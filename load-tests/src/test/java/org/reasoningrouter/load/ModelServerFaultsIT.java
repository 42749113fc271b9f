package org.reasoningrouter.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.reasoningrouter.load.RawClient.prompt;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reasoningrouter.local.LocalSettings;
import org.reasoningrouter.local.LocalSettings.Remote;
import org.reasoningrouter.local.LocalStack;
import org.reasoningrouter.simulator.LlmSimulator;
import org.reasoningrouter.simulator.SimulatorFault;
import org.reasoningrouter.simulator.SimulatorSettings;
import org.reasoningrouter.wire.Result;
import org.reasoningrouter.wire.Status;

/// What becomes of prompts while the model server misbehaves, in the whole running system. After
/// each fault everything sent has exactly one result, and a new prompt is answered.
@TestInstance(Lifecycle.PER_CLASS)
class ModelServerFaultsIT {

    private static final int ATTEMPTS = 2;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private LlmSimulator server;
    private LocalStack stack;
    private RawClient client;
    private int prompts;

    @BeforeAll
    void start() throws IOException {
        server = LlmSimulator.start(0, SimulatorSettings.scaled(0));
        stack =
                LocalStack.start(
                        LocalSettings.defaults()
                                .withPartitions(2)
                                .withSlots(4)
                                .answeredBy(
                                        new Remote(
                                                server.url(), LlmSimulator.MODEL, Optional.empty()))
                                .withWorker(
                                        Map.of(
                                                "worker.clocks.first-token", "2s",
                                                "worker.clocks.idle", "2s",
                                                "worker.retry.attempts", ATTEMPTS,
                                                "worker.retry.first", "50ms",
                                                "worker.retry.most", "200ms",
                                                "worker.breaker.pause", "1500ms",
                                                "worker.slots.bulk", 1)));
        client = new RawClient(stack.target());
    }

    @AfterAll
    void stop() {
        client.close();
        stack.close();
        server.close();
    }

    @AfterEach
    void allIsWellAgain() {
        server.fault(SimulatorFault.NONE);
        assertThat(client.awaitResult(send(null)).getStatus()).isEqualTo(Status.ANSWERED);
        IntStream.range(0, prompts)
                .forEach(it -> assertThat(client.results("p-" + it)).as("p-" + it).hasSize(1));
        assertThat(client.deadLetters()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "DOWN, no_attempt_left, 2",
        "HANG_BEFORE_HEADERS, no_attempt_left, 2",
        "HANG_MID_STREAM, no_attempt_left, 2",
        "SERVER_ERROR, no_attempt_left, 2",
        "RATE_LIMITED, no_attempt_left, 2",
        "ERROR_IN_STREAM, no_attempt_left, 2",
        "RANDOM_BYTES, malformed, 2",
        "TRUNCATED_JSON, malformed, 2",
        "HTML, malformed, 2",
        "REDIRECT, refused, 1",
        "BAD_REQUEST, refused, 1"
    })
    void aLastingFaultEndsThePromptFailedWithItsReason(
            SimulatorFault fault, String reason, int attempts) {
        server.fault(fault);

        var result = client.awaitResult(send(null));

        assertThat(result.getStatus()).isEqualTo(Status.FAILED);
        assertThat(result.getFailure()).hasValue(reason);
        assertThat(result.getAttempts()).isEqualTo(attempts);
        assertThat(result.getAnswer()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"RATE_LIMITED", "SERVER_ERROR", "HTML", "DOWN"})
    void aPassingFaultIsTriedAgainAndAnswered(SimulatorFault fault) {
        var before = server.ledger().calls().size();
        server.fault(fault);
        var id = send(null);
        awaitEnded(before + 1);
        server.fault(SimulatorFault.NONE);

        var result = client.awaitResult(id);

        assertThat(result.getStatus()).isEqualTo(Status.ANSWERED);
        assertThat(result.getAttempts()).isEqualTo(2);
    }

    @Test
    void aHangingServerEndsAPromptOfShortLimitExpired() {
        server.fault(SimulatorFault.HANG_BEFORE_HEADERS);

        assertExpired(client.awaitResult(send(3_000L)));
    }

    @Test
    void nothingIsLostWhileTheServerIsGoneAndWhatCannotWaitExpires() throws IOException {
        var port = URI.create(server.url()).getPort();
        server.close();
        var patient = List.of(send(null), send(null), send(null));

        assertExpired(client.awaitResult(send(3_000L)));
        assertThat(patient).allSatisfy(id -> assertThat(client.results(id)).isEmpty());
        server = LlmSimulator.start(port, SimulatorSettings.scaled(0));

        for (var id : patient) {
            assertThat(client.awaitResult(id).getStatus()).isEqualTo(Status.ANSWERED);
        }
    }

    private static void assertExpired(Result result) {
        assertThat(result.getStatus()).isEqualTo(Status.EXPIRED);
        assertThat(result.getFailure().orElse("")).startsWith("deadline");
        assertThat(result.getAnswer()).isEmpty();
    }

    /// @param limit milliseconds; null: the lane's own
    private String send(@Nullable Long limit) {
        var id = "p-" + prompts++;
        client.send(prompt(id, "hello " + id).setTimeLimitMs(limit).build());
        return id;
    }

    private void awaitEnded(int calls) {
        var until = System.nanoTime() + PATIENCE.toNanos();
        while (server.ledger().calls().size() < calls) {
            assertThat(System.nanoTime()).as("no call has come").isLessThan(until);
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
    }
}
