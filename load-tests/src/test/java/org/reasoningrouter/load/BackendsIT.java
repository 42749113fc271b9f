package org.reasoningrouter.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.local.LocalSettings;
import org.reasoningrouter.local.LocalStack;
import org.reasoningrouter.simulator.LlmSimulator;
import org.reasoningrouter.simulator.SimulatorSettings;
import org.reasoningrouter.wire.Answer;
import org.reasoningrouter.wire.AnswerStatus;

/// What a second model server is for.
class BackendsIT {

    private static final int PROMPTS = 400;
    private static final int PER_SECOND = 50;
    private static final int BEFORE = 60;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /// The first is asked while it is there. What it had begun when it died is asked anew of the
    /// second, and both calls are paid for.
    @SuppressWarnings("try") // it dies before its time
    @Test
    void theOtherServerAnswersWhenOneDiesUnderLoad() throws IOException {
        try (var first = server();
                var second = server();
                var stack = LocalStack.start(settings(first, second));
                var prompts = new PromptStream(stack.target(), ExamplePrompts.read())) {
            var sender = Thread.ofVirtual().start(() -> prompts.send(PROMPTS, PER_SECOND));
            WorkerRuns.await("calls end", () -> first.ledger().calls().size() >= BEFORE);
            assertThat(second.ledger().started()).isZero();
            die(first);
            Threads.join(sender);

            assertThat(prompts.awaitResults(PATIENCE)).isEmpty();
            WorkerRuns.await("calls end", () -> second.ledger().running() == 0);
            assertThat(WorkerRuns.violations(stack, WorkerRuns.calls(first, second), prompts, 0))
                    .isEmpty();
            assertThat(WorkerRuns.answers(stack))
                    .hasSize(PROMPTS)
                    .allMatch(it -> it.getStatus() == AnswerStatus.ANSWERED)
                    .allMatch(it -> it.getDeliveries() == 1)
                    .anyMatch(it -> serversOf(it).equals(List.of(first.url())))
                    .anyMatch(it -> serversOf(it).equals(List.of(first.url(), second.url())))
                    .anyMatch(it -> serversOf(it).equals(List.of(second.url())));
        }
    }

    /// Before its time; closing it a second time does nothing.
    private static void die(LlmSimulator server) {
        server.close();
    }

    private static LlmSimulator server() throws IOException {
        return LlmSimulator.start(0, SimulatorSettings.scaled(0.02));
    }

    private static LocalSettings settings(LlmSimulator first, LlmSimulator second) {
        return WorkerRuns.answeredBy(first, LocalSettings.defaults())
                .withWorker(Map.of("worker.backends.second.url", second.url()));
    }

    private static List<String> serversOf(Answer answer) {
        return answer.getAttempts().stream().map(it -> it.getBackend()).distinct().toList();
    }
}
