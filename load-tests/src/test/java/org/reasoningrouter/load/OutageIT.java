package org.reasoningrouter.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.local.LocalSettings;
import org.reasoningrouter.local.LocalStack;
import org.reasoningrouter.simulator.LlmSimulator;
import org.reasoningrouter.simulator.SimulatorSettings;
import org.reasoningrouter.wire.Answer;
import org.reasoningrouter.wire.AnswerStatus;
import org.reasoningrouter.wire.Prompt;

/// Ten minutes without the model server, thirty times as fast.
///
/// What paces an outage is scaled with it: the server's times, the lock, the total clock, the
/// breaker's and the retries' pauses. The clocks of a token are not, because this machine's own
/// pauses are not.
class OutageIT {

    private static final int SCALE = 30;
    private static final Duration OUTAGE = scaled(Duration.ofMinutes(10));
    private static final int BEFORE = 40;
    private static final int PER_SECOND = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Test
    void everyPromptIsAnsweredOnceTheServerIsBackAndNothingIsRestarted() throws IOException {
        var server = start(0);
        try (var stack = LocalStack.start(settings(server));
                var prompts = new PromptStream(stack.target(), patient())) {
            var goOn = new AtomicBoolean(true);
            var sender = Thread.ofVirtual().start(() -> sendWhile(goOn, prompts));
            WorkerRuns.await("calls end", () -> server.ledger().calls().size() >= BEFORE);
            server.close();
            LockSupport.parkNanos(OUTAGE.toNanos());

            try (var again = start(URI.create(server.url()).getPort())) {
                var back = System.nanoTime();
                WorkerRuns.await("an answer", () -> !again.ledger().calls().isEmpty());
                var first = Duration.ofNanos(System.nanoTime() - back);
                goOn.set(false);
                Threads.join(sender);
                assertThat(prompts.awaitResults(PATIENCE)).isEmpty();

                WorkerRuns.await("calls end", () -> again.ledger().running() == 0);
                var calls = WorkerRuns.calls(server, again);
                assertThat(WorkerRuns.violations(stack, calls, prompts, 0)).isEmpty();
                assertThat(WorkerRuns.answers(stack))
                        .hasSize(prompts.acknowledged().size())
                        .allMatch(it -> it.getStatus() == AnswerStatus.ANSWERED);
                assertThat(WorkerRuns.evidence(stack).isEmpty(stack.topics().deadLetters()))
                        .as("no dead letter")
                        .isTrue();
                print(server, again, first, WorkerRuns.answers(stack));
            }
        }
    }

    private static void sendWhile(AtomicBoolean goOn, PromptStream prompts) {
        while (goOn.get()) {
            prompts.send(PER_SECOND, PER_SECOND);
        }
    }

    private static void print(
            LlmSimulator server, LlmSimulator again, Duration first, List<Answer> answers) {
        var attempts = answers.stream().mapToInt(it -> it.getAttempts().size());
        var deliveries = answers.stream().map(Answer::getDeliveries).max(Comparator.naturalOrder());
        System.out.printf(
                "outage real=%s scale=1:%d prompts=%d calls-before=%d calls-after=%d"
                        + " first-call-after=%s attempts=%d most-deliveries=%d%n",
                OUTAGE,
                SCALE,
                answers.size(),
                server.ledger().calls().size(),
                again.ledger().calls().size(),
                first,
                attempts.sum(),
                deliveries.orElse(0));
    }

    private static LlmSimulator start(int port) throws IOException {
        return LlmSimulator.start(port, SimulatorSettings.scaled(1.0 / SCALE));
    }

    private static LocalSettings settings(LlmSimulator server) {
        return WorkerRuns.answeredBy(server, LocalSettings.defaults().withPartitions(4))
                .withWorker(
                        Map.of(
                                "worker.lock", scaled(Duration.ofMinutes(15)).toString(),
                                "worker.clocks.total", scaled(Duration.ofMinutes(10)).toString(),
                                "worker.breaker.pause", scaled(Duration.ofSeconds(10)).toString(),
                                "worker.retry.first", scaled(Duration.ofMillis(500)).toString(),
                                "worker.retry.most", scaled(Duration.ofSeconds(8)).toString(),
                                "worker.retry-pause", scaled(Duration.ofSeconds(1)).toString()));
    }

    /// The example's prompts, each with the bulk lane's hour.
    private static List<Prompt> patient() throws IOException {
        var limit = scaled(Duration.ofHours(1)).toMillis();
        return ExamplePrompts.read().stream()
                .map(it -> Prompt.newBuilder(it).setTimeLimitMs(limit).build())
                .toList();
    }

    private static Duration scaled(Duration real) {
        return real.dividedBy(SCALE);
    }
}
