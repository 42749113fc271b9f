package org.reasoningrouter.worker.govern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.reasoningrouter.worker.govern.Governing.reasoning;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.wire.ThinkingEnd;
import org.reasoningrouter.wire.TokenSource;
import org.reasoningrouter.worker.invoke.Generation.Generated;
import org.reasoningrouter.worker.invoke.LlmCall;

/// What must hold of every try, whatever the model, the server and the rules.
class EveryBudgetHoldsTest {

    private static final int REQUESTS = 1000;
    private static final int SLACK = 32;
    private static final List<ControlMode> CONTROLS = List.of(ControlMode.values());

    static IntStream seeds() {
        return IntStream.range(0, REQUESTS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void onEveryRequest(int seed) {
        var random = new Random(seed);
        var governing = random(random);
        var budget = random.nextInt(1, 8192);

        var tried = governing.thinking(abilities(random, governing.model), budget);

        assertThat(tried.end()).isInstanceOf(Generated.class);
        assertThat(reasoning(tried)).isLessThanOrEqualTo(budget + SLACK);
        assertAddsUp(governing.model, tried);
        assertTellsTheTruth(governing.model, tried, budget);
    }

    private static Governing random(Random random) {
        var governing = new Governing();
        governing.model.thought = random.nextInt(1, 20_000);
        governing.model.answer = random.nextInt(1, 400);
        governing.model.afterWait = random.nextInt(1, 2000);
        governing.model.mind = random.nextBoolean() ? _ -> "42}" : thought -> thought + "}";
        governing.answerTokens = random.nextInt(1, 400);
        governing.control = CONTROLS.get(random.nextInt(CONTROLS.size()));
        if (random.nextBoolean()) {
            governing.extension = new Extension(random.nextInt(8192), random.nextInt(4));
        }
        if (random.nextBoolean()) {
            governing.agreement = Governing.PROBES;
        }
        return governing;
    }

    private static Abilities abilities(Random random, FakeThinker model) {
        model.returnsIds = random.nextBoolean();
        model.stops = random.nextBoolean();
        var abilities =
                new Abilities(
                        random.nextBoolean(),
                        model.returnsIds,
                        !model.returnsIds || random.nextBoolean(),
                        model.stops);
        if (!abilities.nativeBudget() && model.stops && random.nextInt(4) == 0) {
            model.counts = TokenSource.CHUNKS;
        }
        return abilities;
    }

    private static void assertAddsUp(FakeThinker model, Tried tried) {
        assertThat(tried.attempts())
                .extracting(Attempt::getCallId)
                .doesNotHaveDuplicates()
                .containsExactlyElementsOf(model.calls.stream().map(LlmCall::callId).toList());
        assertThat(tried.attempts())
                .extracting(Attempt::getUsage)
                .containsExactlyElementsOf(model.ledger);
        assertThat(tried.end().attempt()).isEqualTo(tried.attempts().getLast());
    }

    private static void assertTellsTheTruth(FakeThinker model, Tried tried, int budget) {
        switch (tried.thinkingEnd()) {
            case MODEL -> assertThat(reasoning(tried)).isGreaterThanOrEqualTo(model.thought);
            case BUDGET -> assertThat(reasoning(tried)).isBetween(budget - 4L, budget + 32L);
            // What nobody counted is taken for the cap, so that thought is cut sooner, never later.
            case FORCED ->
                    assertThat(reasoning(tried))
                            .isBetween(
                                    model.counts == TokenSource.SERVER ? budget : 1L,
                                    (long) budget);
            case AGREED -> assertThat(reasoning(tried)).isLessThan(budget);
            case NONE, UNKNOWN -> assertThat(tried.thinkingEnd()).isEqualTo(ThinkingEnd.MODEL);
        }
    }
}
