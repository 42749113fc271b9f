package org.reasoningrouter.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.local.LocalSettings;
import org.reasoningrouter.local.LocalStack;
import org.reasoningrouter.router.RouterApplication;
import org.reasoningrouter.wire.Decision;

/// That committed readers need not wait for the commit interval where nothing more waits, and that
/// commits keep their least gap. The interval is longer than the test.
class EagerCommitIT {

    private static final int PROMPTS = 50;

    /// Committed before the others are sent, so the router runs then.
    private static final int FIRST = 10;

    /// All of the others come within the least gap, so most of them wait for it.
    private static final int PER_SECOND = 100;

    @Test
    void whatIsRoutedIsCommittedOnceNothingWaits() throws IOException {
        var settings =
                LocalSettings.defaults()
                        .running(Set.of())
                        .withPartitions(1)
                        .withRouter(
                                Map.of(
                                        "router.roles",
                                        List.of("router"),
                                        "router.eager-commit.least-gap",
                                        "2s",
                                        "router.kafka.commit.interval.ms",
                                        "600000",
                                        "router.kafka.producer.transaction.timeout.ms",
                                        "660000"));
        try (var stack = LocalStack.start(settings);
                var prompts = new PromptStream(stack.target(), ExamplePrompts.read());
                var _ = RouterApplication.start(stack.routerSettings())) {
            prompts.send(FIRST, PER_SECOND);
            assertThat(committed(stack, FIRST)).isEqualTo(FIRST);

            prompts.send(PROMPTS - FIRST, PER_SECOND);
            assertThat(committed(stack, PROMPTS)).isEqualTo(PROMPTS);
            assertThat(transactions(stack)).isLessThan(FIRST);
        }
    }

    /// Each leaves a marker behind its records.
    private static long transactions(LocalStack stack) {
        var decisions = new TopicPartition(stack.topics().decisions().name(), 0);
        try (var consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", stack.broker().bootstrap()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            return consumer.endOffsets(List.of(decisions)).getOrDefault(decisions, 0L) - PROMPTS;
        }
    }

    private static int committed(LocalStack stack, int prompts) {
        var evidence =
                new EvidenceConsumer(stack.broker().bootstrap(), stack.topics(), stack.serdes());
        var count = new int[1];
        for (var look = 0; look < 60 && count[0] < prompts; look++) {
            LockSupport.parkNanos(500_000_000);
            count[0] = 0;
            evidence.read(stack.topics().decisions(), (String _, Decision _) -> count[0]++);
        }
        return count[0];
    }
}
