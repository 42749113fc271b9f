package org.reasoningrouter.worker.invoke;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.wire.Usage;
import org.reasoningrouter.worker.invoke.Controls.Standing;
import org.reasoningrouter.worker.invoke.Generation.Failed;
import org.reasoningrouter.worker.invoke.Generation.Generated;
import org.reasoningrouter.worker.invoke.Probe.Finding.Measured;
import org.reasoningrouter.worker.invoke.Probe.Finding.Refused;
import org.reasoningrouter.worker.invoke.Probe.Finding.Unanswered;
import org.reasoningrouter.worker.invoke.Turn.Opening;

class ProbeTest {

    private final FakeModelServer server = new FakeModelServer();

    /// Reasoning tokens with thinking off, on, and with a budget of 64.
    @ParameterizedTest
    @CsvSource({
        "0, 512, 64, OBEYED, OBEYED",
        "0, 512, 96, OBEYED, OBEYED",
        "0, 512, 97, OBEYED, IGNORED",
        "0, 512, 512, OBEYED, IGNORED",
        "500, 512, 60, IGNORED, OBEYED",
        "0, 90, 64, OBEYED, UNPROVEN",
        "0, 0, 0, IGNORED, UNPROVEN"
    })
    void whatAServerDoesIsHeldAgainstWhatItWasTold(
            long off, long on, long capped, Standing ofSwitch, Standing ofBudget) {
        server.then(thinks(off)).then(thinks(on)).then(thinks(capped));

        var controls = measured(Family.VLLM);

        assertThat(controls.of(Control.SWITCH)).isEqualTo(ofSwitch);
        assertThat(controls.of(Control.BUDGET)).isEqualTo(ofBudget);
        assertThat(controls.of(Control.TOKEN_IDS)).isEqualTo(Standing.UNPROVEN);
    }

    @Test
    void theSecondCallThinksAndTheThirdHasABudget() {
        server.then(thinks(0)).then(thinks(512)).then(thinks(64));

        var probe = probe(Family.VLLM);
        probe.measure();

        assertThat(server.calls).extracting(LlmCall::thinks).containsExactly(false, true, true);
        assertThat(((Opening) server.calls.get(1).turn()).budget()).isEmpty();
        assertThat(((Opening) server.calls.get(2).turn()).budget()).hasValue(Probe.BUDGET);
        assertThat(probe.attempts()).hasSize(3);
    }

    @Test
    void aThoughtThatUsedUpAllTokensCountsAllTheSame() {
        server.then(thinks(0)).then(ends(Failure.EMPTY, 200, 512)).then(thinks(64));

        assertThat(measured(Family.VLLM).obeys(Control.BUDGET)).isTrue();
    }

    @Test
    void aBudgetThatIsRefusedIsNotOffered() {
        server.then(thinks(0)).then(thinks(512)).then(ends(Failure.REFUSED, 400, 0));

        var controls = measured(Family.SGLANG);

        assertThat(controls.of(Control.BUDGET)).isEqualTo(Standing.NOT_OFFERED);
        assertThat(controls.has(Control.BUDGET)).isFalse();
        assertThat(controls.ignored()).isEmpty();
    }

    @Test
    void aBudgetThatCannotBeThatSmallIsNotMeasured() {
        server.then(thinks(0)).then(thinks(512));

        var controls = measured(Family.OPENROUTER);

        assertThat(server.calls).hasSize(2);
        assertThat(controls.of(Control.BUDGET)).isEqualTo(Standing.UNPROVEN);
    }

    @Test
    void aModelThatChoosesNotToThinkIgnoresNothing() {
        server.then(thinks(0)).then(thinks(0));

        assertThat(measured(Family.OPENAI).of(Control.SWITCH)).isEqualTo(Standing.UNPROVEN);
    }

    @Test
    void whereNothingIsOfferedNothingIsAsked() {
        assertThat(measured(Family.PLAIN).ignored()).isEmpty();
        assertThat(server.calls).isEmpty();
    }

    @Test
    void aServerThatSaysNoIsRefusing() {
        server.then(ends(Failure.DENIED, 401, 0));

        assertThat(probe(Family.VLLM).measure()).isEqualTo(new Refused(401));
    }

    @Test
    void aServerThatIsNotThereTellsNothing() {
        server.then(thinks(0)).thenFails(Failure.UNCONNECTED);

        assertThat(probe(Family.VLLM).measure()).isEqualTo(new Unanswered(Failure.UNCONNECTED));
    }

    private Controls measured(Family family) {
        return ((Measured) probe(family).measure()).controls();
    }

    private Probe probe(Family family) {
        return new Probe(
                server,
                family.dialect(LlmClientFixture.MODEL),
                Duration.ofMinutes(1),
                InstantSource.system());
    }

    private static Function<LlmCall, Generation> thinks(long tokens) {
        return call -> {
            var attempt = attempt(call, 200, tokens);
            return new Generated(attempt, "21", "stop", tokens > 0, false);
        };
    }

    private static Function<LlmCall, Generation> ends(Failure failure, int status, long tokens) {
        return call -> new Failed(attempt(call, status, tokens), failure, Optional.empty());
    }

    private static Attempt attempt(LlmCall call, int status, long tokens) {
        return Attempt.newBuilder(Calling.generated(call, "21").attempt())
                .setStatus(status)
                .setUsage(Usage.newBuilder().setReasoningTokens(tokens).build())
                .build();
    }
}
