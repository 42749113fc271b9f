package org.reasoningrouter.router.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class CallCostTest {

    private static final double HAND_OVER = CallCost.HAND_OVER_NANOS;

    private final CallCost cost = new CallCost();

    @Test
    void whatIsNotKnownMayBeAnything() {
        assertThat(cost.inTokens()).isInfinite();

        cost.took(100, 1_000_000);
        cost.took(100, 2_000_000);

        assertThat(cost.inTokens()).isInfinite();
    }

    @Test
    void callsOfTwoSizesTellWhatACallCosts() {
        // 500 µs a call and 10 µs a token.
        cost.took(100, 1_500_000);
        cost.took(1_000, 10_500_000);

        assertThat(cost.inTokens()).isCloseTo((500_000 + HAND_OVER) / 10_000, within(1e-6));
    }

    @Test
    void noiseDoesNotHideIt() {
        var random = new Random(7);
        for (var i = 0; i < 2_000; i++) {
            var tokens = 50 + random.nextInt(1_000);
            var nanos = 2_000_000 + 20_000L * tokens;
            cost.took(tokens, (long) (nanos * (0.8 + 0.4 * random.nextDouble())));
        }

        assertThat(cost.inTokens()).isBetween(50.0, 200.0);
    }

    @Test
    void aModelThatHasBecomeSlowerIsKnownAfterSomeHundredCalls() {
        calls(1_000);
        assertThat(cost.inTokens()).isCloseTo(1_100, within(1.0));

        calls(100_000);
        assertThat(cost.inTokens()).isCloseTo(11, within(0.1));
    }

    @Test
    void callsOfOneSizeTeachNothingNew() {
        calls(1_000);
        for (var i = 0; i < 1_000; i++) {
            cost.took(300, 1_300_000);
        }

        assertThat(cost.inTokens()).isCloseTo(1_100, within(1.0));
    }

    // A thousand of them, of a millisecond beside their tokens.
    private void calls(long nanosOfAToken) {
        for (var i = 0; i < 1_000; i++) {
            var tokens = 100 + 37 * i % 500;
            cost.took(tokens, 1_000_000 + nanosOfAToken * tokens);
        }
    }

    @Test
    void aCallCostsNoLessThanItsHandOver() {
        // Through the origin, or below it.
        cost.took(100, 1_000_000);
        cost.took(1_000, 20_000_000);

        assertThat(cost.inTokens()).isCloseTo(HAND_OVER / (19_000_000 / 900.0), within(1e-6));
    }

    @Test
    void aModelThatIsNoSlowerForMoreTokensMayBeGivenAny() {
        cost.took(100, 2_000_000);
        cost.took(1_000, 1_900_000);

        assertThat(cost.inTokens()).isInfinite();
    }
}
