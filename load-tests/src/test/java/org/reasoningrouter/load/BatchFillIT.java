package org.reasoningrouter.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.local.LocalSettings;
import org.reasoningrouter.local.LocalStack;
import org.reasoningrouter.router.RouterApplication;
import org.reasoningrouter.wire.Decision;

/// Whether prompts of all partitions share their batches when there are enough of them.
///
/// The linger is the default. Its bound is not: beside other builds a poll can take longer than
/// that to tokenise. Nothing is remembered, or prompts that come again would be in no batch.
class BatchFillIT {

    private static final int PROMPTS = 5_000;
    private static final int PARTITIONS = 8;
    private static final int BATCH = 8;

    @Test
    void aBacklogLeavesMostlyInFullBatches() throws IOException {
        var settings =
                LocalSettings.defaults()
                        .running(Set.of())
                        .withPartitions(PARTITIONS)
                        .withRouter(
                                Map.of(
                                        "router.roles",
                                        List.of("router"),
                                        "router.batch.max-prompts",
                                        BATCH,
                                        "router.model.cache",
                                        0,
                                        "router.batch.linger-most",
                                        "5s",
                                        "router.batch.deadline",
                                        "15s"));
        try (var stack = LocalStack.start(settings);
                var prompts = new PromptStream(stack.target(), ExamplePrompts.read())) {
            prompts.send(PROMPTS, 0);

            List<Decision> decisions;
            try (var _ = RouterApplication.start(stack.routerSettings())) {
                decisions = awaitDecisions(stack);
            }

            assertThat(decisions).hasSize(PROMPTS);
            assertThat(shareInFullBatches(decisions)).isGreaterThanOrEqualTo(0.8);
        }
    }

    private static List<Decision> awaitDecisions(LocalStack stack) {
        var evidence =
                new EvidenceConsumer(stack.broker().bootstrap(), stack.topics(), stack.serdes());
        var decisions = new ArrayList<Decision>();
        for (var look = 0; look < 240 && decisions.size() < PROMPTS; look++) {
            LockSupport.parkNanos(500_000_000);
            decisions.clear();
            evidence.read(stack.topics().decisions(), (_, decision) -> decisions.add(decision));
        }
        return decisions;
    }

    // Of the prompts, not of the batches: what the model is called with when it is called.
    private static double shareInFullBatches(List<Decision> decisions) {
        var full = decisions.stream().filter(decision -> decision.getBatchSize() == BATCH).count();
        return (double) full / decisions.size();
    }
}
