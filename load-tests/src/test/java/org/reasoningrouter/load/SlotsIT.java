package org.reasoningrouter.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reasoningrouter.local.LocalSettings;
import org.reasoningrouter.local.LocalSettings.Part;
import org.reasoningrouter.local.LocalStack;
import org.reasoningrouter.simulator.LlmSimulator;
import org.reasoningrouter.wire.Answer;

/// How long calls share few slots.
class SlotsIT {

    private static final int CALLS = 16;
    private static final int SLOTS = 4;
    private static final Duration CALL = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration SAMPLE = Duration.ofMillis(5);

    /// One of four prompts is bulk: four rounds on each slot. The figure stands in the output;
    /// twelve seconds are ideal. A share group of few members hands each partition to some of them
    /// only, so that it wants one partition; plain consumers of several workers want more.
    @ParameterizedTest
    @CsvSource({"share, 1, 3, 1, 0", "plain, 8, 3, 1, 0", "plain, 8, 0, 0, 4"})
    void sixteenCallsOnFourSlotsAreHandedOutOnceEach(
            String consumer, int partitions, int interactive, int bulk, int shared)
            throws IOException {
        var slots =
                Map.<String, Object>of(
                        "worker.consumer", consumer,
                        "worker.slots.interactive", interactive,
                        "worker.slots.bulk", bulk,
                        "worker.slots.shared", shared);
        try (var server = WorkerRuns.steady(CALL);
                var stack =
                        LocalStack.start(
                                settings(server)
                                        .withRequestPartitions(partitions)
                                        .withWorker(slots));
                var prompts = new PromptStream(stack.target(), WorkerRuns.fast())) {
            var most = new AtomicLong();
            var sampler = Thread.ofVirtual().start(() -> sample(server, most));
            prompts.send(CALLS, 0);

            assertThat(prompts.awaitResults(PATIENCE)).isEmpty();
            sampler.interrupt();

            var answers = WorkerRuns.answers(stack);
            System.out.printf(
                    "slots consumer=%s partitions=%d reserved=%d+%d shared=%d calls=%d of=%s"
                            + " elapsed=%s%n",
                    consumer, partitions, interactive, bulk, shared, CALLS, CALL, elapsed(answers));
            assertThat(answers).hasSize(CALLS).allMatch(it -> it.getDeliveries() == 1);
            assertThat(server.ledger().started()).isEqualTo(CALLS);
            assertThat(most).hasValue(SLOTS);
            assertThat(meters(stack))
                    .contains("worker_consume_slots{consumer=\"" + consumer + "\"")
                    .contains(
                            "worker_consume_slots_busy",
                            "worker_consume_queue_age_seconds_bucket",
                            "worker_generate_attempts_total",
                            "worker_publish_answers_total",
                            "gen_ai_client_token_usage",
                            "gen_ai_client_operation_time_to_first_chunk_seconds_bucket",
                            "gen_ai_client_operation_time_per_output_chunk_seconds_bucket")
                    .containsPattern(
                            "gen_ai_client_operation_duration_seconds_bucket\\{[^}]*le=\"1800.0\"");
        }
    }

    private static LocalSettings settings(LlmSimulator server) {
        return WorkerRuns.answeredBy(
                server,
                LocalSettings.defaults()
                        .running(EnumSet.of(Part.ROUTER, Part.LEDGER, Part.FAST_WORKER)));
    }

    private static void sample(LlmSimulator server, AtomicLong most) {
        while (!Thread.currentThread().isInterrupted()) {
            most.accumulateAndGet(server.ledger().running(), Math::max);
            LockSupport.parkNanos(SAMPLE.toNanos());
        }
    }

    private static Duration elapsed(List<Answer> answers) {
        var first = answers.stream().map(Answer::getTakenAt).min(Comparator.naturalOrder());
        var last = answers.stream().map(Answer::getFinishedAt).max(Comparator.naturalOrder());
        return Duration.between(first.orElse(Instant.MAX), last.orElse(Instant.MAX));
    }

    private static String meters(LocalStack stack) throws IOException {
        var worker = stack.addresses().get("fast worker management");
        try (var body = URI.create(worker + "/prometheus").toURL().openStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
