package org.reasoningrouter.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.invoke.Clocks;
import org.reasoningrouter.worker.invoke.Control;
import org.reasoningrouter.worker.invoke.Controls.Standing;
import org.reasoningrouter.worker.invoke.Family;
import org.reasoningrouter.worker.invoke.LlmSettings;
import org.reasoningrouter.worker.invoke.Model;
import org.reasoningrouter.worker.invoke.ProbedServer;
import org.reasoningrouter.worker.invoke.ServerSettings;
import org.reasoningrouter.worker.invoke.ServerSettings.Probing;
import org.reasoningrouter.worker.invoke.SoftSwitches;
import org.reasoningrouter.worker.publish.WorkerMeters;

/// The worker's probe against a server of every family: of which it is found to be, what its
/// controls are measured to be worth, and that one which ignores them keeps a worker from starting.
@SuppressWarnings("NullAway.Init") // each test starts its server first
class ProbeConformanceTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    // A hosted family is known by its host's name, which the stand-in has not.
    private static final Set<Family> FOUND =
            EnumSet.of(Family.VLLM, Family.SGLANG, Family.LLAMA_CPP, Family.OLLAMA);
    private static final Set<Family> BUDGETED =
            EnumSet.of(Family.VLLM, Family.SGLANG, Family.LLAMA_CPP, Family.DASHSCOPE);

    /// Families whose least budget is above the probe's.
    private static final Set<Family> COARSE = EnumSet.of(Family.ANTHROPIC, Family.OPENROUTER);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private LlmSimulator simulator;

    @AfterEach
    void stop() {
        simulator.close();
    }

    @ParameterizedTest
    @EnumSource
    void askedOfWhichFamilyItIsAServerProvesItsControls(Family family) throws IOException {
        start(family, SimulatorFault.NONE);

        try (var probed = open(Optional.empty())) {
            var found = FOUND.contains(family) ? family : Family.PLAIN;
            assertThat(probed.controls().of(Control.SWITCH)).isEqualTo(switchOf(found));
            assertThat(probed.controls().of(Control.BUDGET)).isEqualTo(budgetOf(found));
            assertPaid();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNamedServerProvesItsControls(Family family) throws IOException {
        start(family, SimulatorFault.NONE);

        try (var probed = open(Optional.of(family))) {
            assertThat(probed.controls().of(Control.SWITCH)).isEqualTo(switchOf(family));
            assertThat(probed.controls().of(Control.BUDGET)).isEqualTo(budgetOf(family));
            assertPaid();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"VLLM", "SGLANG", "LLAMA_CPP", "OLLAMA"})
    void anIgnoredSwitchIsRefusedInTheNameOfTheFamilyThatWasFound(Family family)
            throws IOException {
        start(family, SimulatorFault.SWITCH_IGNORED);

        assertRefused(Optional.empty(), "switch", family);
        assertPaid();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PLAIN")
    void anIgnoredSwitchIsRefused(Family family) throws IOException {
        start(family, SimulatorFault.SWITCH_IGNORED);

        assertRefused(Optional.of(family), "switch", family);
    }

    @ParameterizedTest
    @EnumSource(names = {"VLLM", "SGLANG", "LLAMA_CPP"})
    void anIgnoredBudgetIsRefusedInTheNameOfTheFamilyThatWasFound(Family family)
            throws IOException {
        start(family, SimulatorFault.BUDGET_IGNORED);

        assertRefused(Optional.empty(), "budget", family);
        assertPaid();
    }

    @ParameterizedTest
    @EnumSource
    void anIgnoredBudgetIsRefusedWhereTheProbeCanTell(Family family) throws IOException {
        start(family, SimulatorFault.BUDGET_IGNORED);

        if (BUDGETED.contains(family)) {
            assertRefused(Optional.of(family), "budget", family);
        } else {
            open(Optional.of(family)).close();
        }
    }

    private void start(Family family, SimulatorFault fault) throws IOException {
        var shape = org.reasoningrouter.simulator.Family.named(family.word());
        simulator = LlmSimulator.start(0, SimulatorSettings.scaled(0).as(shape));
        simulator.fault(fault);
    }

    private ProbedServer open(Optional<Family> family) {
        var llm =
                new LlmSettings(
                        simulator.url(),
                        new Clocks(LONG, LONG, LONG, LONG),
                        Duration.ZERO,
                        4 << 20,
                        1 << 20);
        var model = new Model("claude-sonnet-4-5", SoftSwitches.AUTO, true);
        return ProbedServer.open(
                new ServerSettings(llm, model, family, Probing.REFUSE, LONG, Optional.empty()),
                new WorkerMeters(registry, Route.THINKING),
                InstantSource.system());
    }

    private void assertRefused(Optional<Family> named, String control, Family family) {
        assertThatThrownBy(() -> open(named))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "the model server %s ignores the thinking %s (dialect %s, model"
                                + " claude-sonnet-4-5); worker.llm.probe=warn goes on all the same",
                        simulator.url(), control, family.word());
    }

    /// Every call of the probe is in the meters, with its tokens.
    private void assertPaid() {
        var ledger = simulator.ledger();
        assertThat(counted("worker.invoke.probe.calls")).isEqualTo((double) ledger.started());
        var tokens = ledger.inputTokens() + ledger.reasoningTokens() + ledger.answerTokens();
        assertThat(counted("worker.invoke.probe.tokens")).isEqualTo((double) tokens);
    }

    private double counted(String meter) {
        return registry.find(meter).counters().stream().mapToDouble(it -> it.count()).sum();
    }

    private static Standing switchOf(Family family) {
        return family == Family.PLAIN ? Standing.NOT_OFFERED : Standing.OBEYED;
    }

    private static Standing budgetOf(Family family) {
        if (COARSE.contains(family)) {
            return Standing.UNPROVEN;
        }
        return BUDGETED.contains(family) ? Standing.OBEYED : Standing.NOT_OFFERED;
    }
}
