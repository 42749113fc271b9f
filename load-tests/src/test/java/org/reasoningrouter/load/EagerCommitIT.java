package org.reasoningrouter.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.local.LocalSettings;
import org.reasoningrouter.local.LocalStack;
import org.reasoningrouter.router.RouterApplication;
import org.reasoningrouter.wire.Decision;

/// That committed readers need not wait for the commit interval where nothing more waits: here it
/// is longer than the test.
class EagerCommitIT {

    private static final int PROMPTS = 50;

    /// Faster than commits may follow each other, so the last one is one that had to wait.
    private static final int PER_SECOND = 200;

    @Test
    void whatIsRoutedIsCommittedOnceNothingWaits() throws IOException {
        var settings =
                LocalSettings.defaults()
                        .running(Set.of())
                        .withRouter(
                                Map.of(
                                        "router.roles",
                                        List.of("router"),
                                        "router.kafka.commit.interval.ms",
                                        "600000",
                                        "router.kafka.producer.transaction.timeout.ms",
                                        "660000"));
        try (var stack = LocalStack.start(settings);
                var prompts = new PromptStream(stack.target(), ExamplePrompts.read());
                var _ = RouterApplication.start(stack.routerSettings())) {
            prompts.send(PROMPTS, PER_SECOND);

            assertThat(committed(stack)).isEqualTo(PROMPTS);
        }
    }

    private static int committed(LocalStack stack) {
        var evidence =
                new EvidenceConsumer(stack.broker().bootstrap(), stack.topics(), stack.serdes());
        var count = new int[1];
        for (var look = 0; look < 60 && count[0] < PROMPTS; look++) {
            LockSupport.parkNanos(500_000_000);
            count[0] = 0;
            evidence.read(stack.topics().decisions(), (String _, Decision _) -> count[0]++);
        }
        return count[0];
    }
}
