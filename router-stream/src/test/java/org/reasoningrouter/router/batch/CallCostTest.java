package org.reasoningrouter.router.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

class CallCostTest {

    private static final double HAND_OVER = CallCost.HAND_OVER_NANOS;
    private static final int A_LINE = 16;
    private static final int NEWEST = 64;

    private final CallCost cost = new CallCost();

    // Of a millisecond beside their tokens, and a microsecond a token.
    private static long nanos(int tokens) {
        return 1_000_000 + 1_000L * tokens;
    }

    private static final double TOKENS = 1_000 + HAND_OVER / 1_000;

    @Test
    void whatIsNotKnownMayBeAnything() {
        assertThat(cost.inTokens()).isInfinite();

        calls(A_LINE - 1, CallCostTest::nanos);

        assertThat(cost.inTokens()).isInfinite();
    }

    @Test
    void callsOfManySizesTellWhatACallCosts() {
        calls(A_LINE, CallCostTest::nanos);

        assertThat(cost.inTokens()).isCloseTo(TOKENS, within(1e-6));
    }

    @Test
    void callsOfTwoSizesDo() {
        for (var i = 0; i < A_LINE / 2; i++) {
            cost.took(30, nanos(30));
            cost.took(960, nanos(960));
        }

        assertThat(cost.inTokens()).isCloseTo(TOKENS, within(1e-6));
    }

    @Test
    void noiseDoesNotHideIt() {
        var random = new Random(7);

        calls(NEWEST, tokens -> (long) (nanos(tokens) * (0.8 + 0.4 * random.nextDouble())));

        assertThat(cost.inTokens()).isBetween(TOKENS / 2, TOKENS * 2);
    }

    @Test
    void oneCallInFiveThatWaitedForACoreDoesNot() {
        var random = new Random(7);

        calls(NEWEST, tokens -> nanos(tokens) + (random.nextInt(5) == 0 ? 40_000_000L : 0));

        assertThat(cost.inTokens()).isBetween(TOKENS / 2, TOKENS * 2);
    }

    @Test
    void aModelThatHasBecomeSlowerIsKnownOnceItsCallsAreTheNewest() {
        calls(NEWEST, CallCostTest::nanos);
        calls(NEWEST, tokens -> 1_000_000 + 100_000L * tokens);

        assertThat(cost.inTokens()).isCloseTo(10 + HAND_OVER / 100_000, within(1e-6));
    }

    @Test
    void callsOfOneSizeTeachNothingNew() {
        calls(NEWEST, CallCostTest::nanos);
        for (var i = 0; i < 10 * NEWEST; i++) {
            cost.took(300 + i % 60, nanos(300) + 100_000L * (i % 3));
        }

        assertThat(cost.inTokens()).isBetween(TOKENS / 1.5, TOKENS * 1.5);
    }

    @Test
    void aFewLargeCallsAmongThoseOfOneSizeTeachNothing() {
        for (var i = 0; i < NEWEST; i++) {
            var isLarge = i % 32 == 31;
            cost.took(isLarge ? 900 : 300, isLarge ? 50_000_000 : 5_000_000);
        }

        assertThat(cost.inTokens()).isInfinite();
    }

    @Test
    void aCallCostsNoLessThanItsHandOver() {
        calls(A_LINE, tokens -> 20_000L * tokens - 1_000_000);

        assertThat(cost.inTokens()).isCloseTo(HAND_OVER / 20_000, within(1e-6));
    }

    @Test
    void aModelThatIsNoSlowerForMoreTokensMayBeGivenAny() {
        calls(A_LINE, tokens -> 2_000_000 - tokens);

        assertThat(cost.inTokens()).isInfinite();
    }

    private void calls(int count, IntToLongFunction nanos) {
        for (var i = 0; i < count; i++) {
            var tokens = 100 + 371 * i % 1_000;
            cost.took(tokens, nanos.applyAsLong(tokens));
        }
    }
}
