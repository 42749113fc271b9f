package org.reasoningrouter.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.reasoningrouter.load.guarantee.Evidence;
import org.reasoningrouter.load.guarantee.Guarantee;
import org.reasoningrouter.local.LocalSettings;
import org.reasoningrouter.local.LocalSettings.Remote;
import org.reasoningrouter.local.LocalStack;
import org.reasoningrouter.simulator.LlmSimulator;
import org.reasoningrouter.simulator.SimulatorLedger.Call;
import org.reasoningrouter.simulator.SimulatorSettings;
import org.reasoningrouter.simulator.SimulatorTimes;
import org.reasoningrouter.wire.Answer;
import org.reasoningrouter.wire.Mode;
import org.reasoningrouter.wire.Prompt;

/// What the tests of workers have in common.
final class WorkerRuns {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(5);

    private WorkerRuns() {}

    /// A stand-in server whose calls all take as long.
    static LlmSimulator steady(Duration call) throws IOException {
        var zero = Duration.ZERO;
        var times = new SimulatorTimes(1, call, zero, zero, zero, zero, zero, 1);
        return LlmSimulator.start(0, SimulatorSettings.scaled(1).taking(times).withChunkTokens(64));
    }

    /// A stack whose workers ask this server and do not probe it, so that its ledger holds answers
    /// only.
    static LocalSettings answeredBy(LlmSimulator server, LocalSettings settings) {
        return settings.answeredBy(new Remote(server.url(), LlmSimulator.MODEL, Optional.empty()))
                .withWorker(Map.of("worker.llm.dialect", "vllm", "worker.llm.probe", "off"));
    }

    /// The example's prompts, all for the fast route.
    static List<Prompt> fast() throws IOException {
        return ExamplePrompts.read().stream()
                .map(it -> Prompt.newBuilder(it).setMode(Mode.FAST).build())
                .toList();
    }

    static void await(String what, BooleanSupplier holds) {
        await(what, PATIENCE, holds);
    }

    static void await(String what, Duration patience, BooleanSupplier holds) {
        var until = Instant.now().plus(patience);
        while (!holds.getAsBoolean()) {
            assertThat(Instant.now()).as(what).isBefore(until);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /// What of the guarantees does not hold.
    ///
    /// @param mayBeLost calls that were in flight at kills
    static List<String> violations(
            LocalStack stack, LlmSimulator server, PromptStream prompts, long mayBeLost)
            throws IOException {
        await("the server's calls end", () -> server.ledger().running() == 0);
        return violations(stack, server.ledger().calls(), prompts, mayBeLost);
    }

    /// What of the guarantees does not hold, if the servers answered with these calls.
    static List<String> violations(
            LocalStack stack, List<Call> calls, PromptStream prompts, long mayBeLost)
            throws IOException {
        var served = ServedCalls.of(calls, ExamplePrompts.prices(), mayBeLost);
        Evidence evidence = evidence(stack).read(prompts.acknowledged(), served);
        return Guarantee.all().stream().flatMap(it -> it.violations(evidence).stream()).toList();
    }

    static EvidenceConsumer evidence(LocalStack stack) {
        return new EvidenceConsumer(stack.broker().bootstrap(), stack.topics(), stack.serdes());
    }

    static List<Answer> answers(LocalStack stack) {
        var answers = new ArrayList<Answer>();
        evidence(stack).read(stack.topics().answers(), (_, it) -> answers.add(it));
        return answers;
    }

    /// The ended calls of all these servers.
    static List<Call> calls(LlmSimulator... servers) {
        return Stream.of(servers).flatMap(it -> it.ledger().calls().stream()).toList();
    }
}
