package org.reasoningrouter.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.bench.scale.ScalabilityFit.Point;

class ScalabilityFitTest {

    private static final Offset<Double> EXACT = Offset.offset(1e-9);

    @Test
    void findsTheLawThatMadeTheRates() {
        var fit = ScalabilityFit.of(lawful(0.05, 0.02, 1, 2, 4, 8));

        assertThat(fit.sigma()).isCloseTo(0.05, EXACT);
        assertThat(fit.kappa()).isCloseTo(0.02, EXACT);
        assertThat(fit.rSquared()).isCloseTo(1, EXACT);
        assertThat(fit.worst()).isCloseTo(0, EXACT);
        assertThat(fit.peak()).isCloseTo(Math.sqrt(0.95 / 0.02), EXACT);
        assertThat(fit.spare()).isEqualTo(1);
    }

    @Test
    void linearGrowthHasNeitherContentionNorAPeak() {
        var fit = ScalabilityFit.of(lawful(0, 0, 1, 2, 4));

        assertThat(fit.sigma()).isCloseTo(0, EXACT);
        assertThat(fit.rate(16)).isCloseTo(1_600, Offset.offset(1e-6));
        assertThat(fit.spare()).isZero();
    }

    /// Of rates that stand still, each more waits for the one before: σ = 1.
    @Test
    void ratesThatStandStillAreAllContention() {
        var fit = ScalabilityFit.of(lawful(1, 0, 1, 2, 4, 8));

        assertThat(fit.sigma()).isCloseTo(1, EXACT);
        assertThat(fit.kappa()).isCloseTo(0, EXACT);
        assertThat(fit.rSquared()).isNaN();
    }

    @Test
    void growthAboveLinearIsNotTakenForNegativeContention() {
        var fit =
                ScalabilityFit.of(List.of(new Point(1, 100), new Point(2, 220), new Point(4, 480)));

        assertThat(fit.sigma()).isZero();
        assertThat(fit.kappa()).isZero();
        assertThat(fit.worst()).isCloseTo(80.0 / 480, EXACT);
    }

    @Test
    void aNegativeCostOfCoherenceLeavesContentionAlone() {
        var fit =
                ScalabilityFit.of(
                        List.of(
                                new Point(1, 100),
                                new Point(2, 100),
                                new Point(4, 200),
                                new Point(8, 400)));

        assertThat(fit.kappa()).isZero();
        assertThat(fit.sigma()).isPositive();
        assertThat(fit.rSquared()).isLessThan(1);
    }

    @Test
    void twoRatesAreTooFewAndOneOfThemMustBeOfOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScalabilityFit.of(lawful(0, 0, 1, 2)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScalabilityFit.of(lawful(0, 0, 2, 4, 8)));
    }

    private static List<Point> lawful(double sigma, double kappa, int... many) {
        return IntStream.of(many)
                .mapToObj(
                        n -> new Point(n, 100.0 * n / (1 + sigma * (n - 1) + kappa * n * (n - 1))))
                .toList();
    }
}
