package org.reasoningrouter.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.load.guarantee.Guarantee;
import org.reasoningrouter.local.LocalSettings;
import org.reasoningrouter.local.LocalSettings.Part;
import org.reasoningrouter.local.LocalSettings.Simulated;
import org.reasoningrouter.local.LocalStack;
import org.reasoningrouter.router.RouterApplication;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Reason;

/// What must hold of a long run in which nothing dies, from a backlog to the last nano-dollar.
class GuaranteesIT {

    private static final int PROMPTS = 20_000;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Test
    void aBacklogOfTwentyThousandKeepsEveryGuaranteeAndIsScoredWhole() throws IOException {
        try (var stack = LocalStack.start(settings());
                var prompts = new PromptStream(stack.target(), ExamplePrompts.read())) {
            prompts.send(PROMPTS, 0);

            try (var _ = RouterApplication.start(stack.routerSettings())) {
                assertThat(prompts.awaitResults(PATIENCE)).isEmpty();
            }

            assertThat(prompts.acknowledged()).hasSize(PROMPTS);
            assertThat(violations(stack, prompts)).isEmpty();
            var decisions = decisions(stack);
            assertThat(reasons(decisions)).isEqualTo(Map.of(Reason.SCORE, (long) PROMPTS));
        }
    }

    /// Router and ledger start when all prompts wait already. A poll waits long for its scores,
    /// because a machine that is busy is no classifier that fails.
    private static LocalSettings settings() {
        return LocalSettings.defaults()
                .running(Set.of(Part.FAST_WORKER, Part.THINKING_WORKER))
                .withSlots(24)
                .answeredBy(new Simulated(0.001))
                .withRouter(
                        Map.of(
                                "router.roles",
                                List.of("router", "ledger"),
                                "router.batch.deadline",
                                "15s"))
                .withWorker(Map.of("worker.slots.bulk", 24));
    }

    private static List<String> violations(LocalStack stack, PromptStream prompts)
            throws IOException {
        var ledger = stack.simulator().orElseThrow().ledger();
        var served = ServedCalls.of(ledger, ExamplePrompts.prices(), 0);
        var evidence = evidence(stack).read(prompts.acknowledged(), served);
        return Guarantee.all().stream().flatMap(g -> g.violations(evidence).stream()).toList();
    }

    private static List<Decision> decisions(LocalStack stack) {
        var decisions = new ArrayList<Decision>();
        evidence(stack).read(stack.topics().decisions(), (_, d) -> decisions.add(d));
        return decisions;
    }

    private static EvidenceConsumer evidence(LocalStack stack) {
        return new EvidenceConsumer(stack.broker().bootstrap(), stack.topics(), stack.serdes());
    }

    private static Map<Reason, Long> reasons(List<Decision> decisions) {
        return decisions.stream()
                .collect(Collectors.groupingBy(Decision::getReason, Collectors.counting()));
    }
}
