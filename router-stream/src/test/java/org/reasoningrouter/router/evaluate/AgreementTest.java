package org.reasoningrouter.router.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/// The bounds are those of R's `binom.test(…, alternative = "greater")`: quantiles of the beta
/// distribution.
class AgreementTest {

    @Test
    void allAgreeingShowLessThanAll() {
        assertThat(new Agreement(100, 100).share()).isEqualTo(1);
        assertThat(new Agreement(100, 100).atLeast(0.95))
                .isCloseTo(Math.pow(0.05, 0.01), within(1e-12));
    }

    @Test
    void theBoundIsThatOfClopperAndPearson() {
        assertThat(new Agreement(10, 9).atLeast(0.95)).isCloseTo(0.6058367, within(1e-6));
        assertThat(new Agreement(2, 1).atLeast(0.95)).isCloseTo(1 - Math.sqrt(0.95), within(1e-12));
    }

    @Test
    void noneAgreeingShowNothing() {
        assertThat(new Agreement(10, 0).atLeast(0.95)).isCloseTo(0, within(1e-12));
    }

    @Test
    void manyRowsDoNotUnderflow() {
        var bound = new Agreement(1_000_000, 996_000).atLeast(0.95);

        assertThat(bound).isBetween(0.99589, 0.996);
    }

    @Test
    void moreThanAllCannotAgree() {
        assertThatThrownBy(() -> new Agreement(3, 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Agreement(0, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
