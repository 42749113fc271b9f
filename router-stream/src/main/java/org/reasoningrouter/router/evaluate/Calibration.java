package org.reasoningrouter.router.evaluate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.reasoningrouter.router.batch.Band;
import org.reasoningrouter.router.classify.Score;

/// A band fitted on half of the rows and judged on the other half.
///
/// @param asked share of decisions that were to agree
record Calibration(Band band, double asked, Half fitted, Half heldOut) {

    /// More points follow noise.
    private static final int POINTS = 32;

    private static final double REPORTED = 0.95;

    /// What the band does to some rows.
    ///
    /// @param second how many of them go to the second model
    record Half(Agreement agreement, long second) {

        static Half of(Band band, List<ScoredTwice> rows) {
            var second = 0L;
            var agreeing = 0L;
            for (var row : rows) {
                var sure = band.sure(new Score(row.first()));
                var decides = sure.map(Score::value).orElse(row.second());
                second += sure.isEmpty() ? 1 : 0;
                agreeing += thinks(band, decides) == thinks(band, row.second()) ? 1 : 0;
            }
            return new Half(new Agreement(rows.size(), agreeing), second);
        }

        double shareToSecond() {
            return (double) second / agreement.rows();
        }

        private static boolean thinks(Band band, double score) {
            return score >= band.threshold();
        }
    }

    /// The models and the threshold that a band is for.
    record Purpose(String first, String second, double threshold) {}

    /// Calibrates a band, or refuses with a sentence that says why these rows cannot support one.
    ///
    /// @throws IllegalArgumentException when they cannot
    static Calibration of(
            Purpose purpose, double asked, List<ScoredTwice> fitting, List<ScoredTwice> heldOut) {
        var fitter = new BandFitter(purpose.threshold(), asked);
        if (Math.min(fitting.size(), heldOut.size()) < fitter.rowsNeeded()) {
            throw new IllegalArgumentException(
                    "%d and %d rows are too few to show an agreement of %s: each half needs %d"
                            .formatted(fitting.size(), heldOut.size(), asked, fitter.rowsNeeded()));
        }
        var edges = fitter.narrowest(fitting).orElseThrow();
        var band =
                new Band(
                        purpose.first(),
                        purpose.second(),
                        purpose.threshold(),
                        edges.low(),
                        edges.high(),
                        Isotonic.points(fitting, POINTS));
        var calibration =
                new Calibration(band, asked, Half.of(band, fitting), Half.of(band, heldOut));
        var shown = calibration.heldOut().agreement().share();
        if (shown < asked) {
            throw new IllegalArgumentException(
                    "the band of the fitted half agrees on %.5f of the held-out one, not on %s: give more rows"
                            .formatted(shown, asked));
        }
        return calibration;
    }

    /// How many prompts the same threads decide in the time that the second model alone needs for
    /// one.
    ///
    /// @param first time of a prompt at the first model, `second` at the second
    double gain(Duration first, Duration second) {
        return second.toNanos() / (first.toNanos() + heldOut.shareToSecond() * second.toNanos());
    }

    /// What the band rests on, as the band file keeps it.
    Map<String, Object> evidence() {
        var evidence = new LinkedHashMap<String, Object>();
        evidence.put("fittedRows", fitted.agreement().rows());
        evidence.put("fittedAgreement", fitted.agreement().share());
        evidence.put("heldOutRows", heldOut.agreement().rows());
        evidence.put("heldOutAgreement", heldOut.agreement().share());
        evidence.put("heldOutAgreementAtLeast", heldOut.agreement().atLeast(REPORTED));
        evidence.put("bound", "Clopper-Pearson, one-sided, 95 %");
        evidence.put("askedAgreement", asked);
        evidence.put("shareToSecond", heldOut.shareToSecond());
        return evidence;
    }

    /// What a person reads.
    String table(Duration first, Duration second) {
        return Stream.of(
                        line("", "fitted", "held out"),
                        line(
                                "rows",
                                "%,d".formatted(fitted.agreement().rows()),
                                "%,d".formatted(heldOut.agreement().rows())),
                        line(
                                "agreement, asked " + asked,
                                fitted.agreement().share(),
                                heldOut.agreement().share()),
                        line(
                                "  at least, with 95 %",
                                fitted.agreement().atLeast(REPORTED),
                                heldOut.agreement().atLeast(REPORTED)),
                        line(
                                "share to the second",
                                fitted.shareToSecond(),
                                heldOut.shareToSecond()),
                        "",
                        "band             %.6f to %.6f, at threshold %s"
                                .formatted(band.low(), band.high(), band.threshold()),
                        "time a prompt    %s ms first, %s ms second, on one thread"
                                .formatted(millis(first), millis(second)),
                        "capacity gain    %.2f times the second alone"
                                .formatted(gain(first, second)))
                .collect(Collectors.joining(System.lineSeparator()));
    }

    private static String line(String name, double fitted, double heldOut) {
        return line(name, "%.5f".formatted(fitted), "%.5f".formatted(heldOut));
    }

    private static String line(String name, String fitted, String heldOut) {
        return "%-26s%12s%12s".formatted(name, fitted, heldOut).stripTrailing();
    }

    private static String millis(Duration time) {
        return "%.3f".formatted(time.toNanos() / 1e6);
    }
}
