package org.reasoningrouter.router.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TailBoundTest {

    private static final TailBound BOUND = new TailBound(0.01, 0.05);

    @Test
    void withoutALossItTakesAsManyRowsAsTheRuleOfThreeSays() {
        assertThat(BOUND.rowsNeeded()).isEqualTo(299);
        assertThat(BOUND.shows(0, 299, true)).isTrue();
        assertThat(BOUND.shows(0, 298, true)).isFalse();
    }

    /// SciPy: binom.cdf(4, 1000, 0.01) = 0.028686, binom.cdf(5, 1000, 0.01) = 0.066140.
    @Test
    void wholeLossesHaveTheExactBinomialTail() {
        assertThat(BOUND.pValue(5, 1_000, true)).isCloseTo(0.066140, within(1e-6));
        assertThat(BOUND.shows(4, 1_000, true)).isTrue();
        assertThat(BOUND.shows(5, 1_000, true)).isFalse();
    }

    @Test
    void brokenLossesHaveTheLesserOfHoeffdingAndBentkus() {
        assertThat(BOUND.pValue(4, 1_000, false)).isCloseTo(Math.E * 0.028686, within(1e-5));
        assertThat(BOUND.pValue(3.5, 1_000, false)).isCloseTo(0.058023, within(1e-6));
        assertThat(BOUND.shows(3, 1_000, false)).isTrue();
    }

    @Test
    void whatIsSeenAboveTheLimitShowsNothing() {
        assertThat(BOUND.pValue(10, 1_000, true)).isEqualTo(1);
        assertThat(new TailBound(1, 0.05).shows(7, 7, true)).isTrue();
    }
}
