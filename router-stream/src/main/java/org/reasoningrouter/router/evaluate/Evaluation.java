package org.reasoningrouter.router.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;
import org.reasoningrouter.router.evaluate.Bootstrap.Interval;
import org.reasoningrouter.router.evaluate.Ordering.OperatingPoint;

/// What a score is worth on prompts with known outcomes, beside the controls on the same prompts.
///
/// @param gap what always-thinking's accuracy is above always-fast's
/// @param orders the model first, then the controls
/// @param random what is to be expected of a random order
/// @param point what happens at the threshold
record Evaluation(
        String model,
        int prompts,
        double threshold,
        double alwaysFast,
        double alwaysThinking,
        Interval gap,
        List<Judged> orders,
        Map<Measure, Double> random,
        Point point,
        Confusion confusion,
        List<Reliability> reliability) {

    static final String MODEL = "model";

    /// Points of a curve: every half percent of thinking.
    static final int STEPS = 200;

    private static final int GROUPS = 10;

    /// One order of the prompts.
    ///
    /// @param value of each measure
    /// @param interval of each measure
    /// @param lead of each measure: the interval of the model's value less this order's, on the
    ///   same resamples; empty for the model
    /// @param curve accuracy at shares of thinking of 0, 1/[#STEPS] .. 1
    record Judged(
            String name,
            Map<Measure, Double> value,
            Map<Measure, Interval> interval,
            Map<Measure, Interval> lead,
            List<Double> curve) {}

    /// An operating point with its intervals.
    record Point(OperatingPoint at, Interval share, Interval accuracy, Interval kept) {}

    /// Whether thinking gains enough here for a share of its gain to mean something.
    boolean hasGap() {
        return gap.low() > 0;
    }

    /// @param prompts at least one
    /// @param threshold a score at or above it thinks
    static Evaluation of(
            String model, List<JudgedPrompt> prompts, double threshold, Bootstrap bootstrap) {
        return new Making(prompts, threshold, bootstrap).evaluation(model);
    }

    private static final class Making {

        private static final int OWN = 4;
        private static final List<Measure> MEASURES = List.of(Measure.values());

        private final Outcomes outcomes;
        private final double[] score;
        private final double threshold;
        private final SequencedMap<String, Ordering> orders = new LinkedHashMap<>();
        private final OperatingPoint point;
        private final List<double[]> resampled;

        private Making(List<JudgedPrompt> prompts, double threshold, Bootstrap bootstrap) {
            this.threshold = threshold;
            outcomes =
                    new Outcomes(
                            each(prompts, JudgedPrompt::fast),
                            each(prompts, JudgedPrompt::thinking));
            score = each(prompts, JudgedPrompt::score);
            orders.put(MODEL, Ordering.of(score, outcomes));
            new Controls(prompts)
                    .scores(bootstrap.seed())
                    .forEach((name, order) -> orders.put(name, Ordering.of(order, outcomes)));
            point = model().at(threshold);
            resampled = bootstrap.of(outcomes.size(), this::figures);
        }

        private static double[] each(
                List<JudgedPrompt> prompts, ToDoubleFunction<JudgedPrompt> value) {
            return prompts.stream().mapToDouble(value).toArray();
        }

        private Evaluation evaluation(String model) {
            var random = new EnumMap<Measure, Double>(Measure.class);
            for (var measure : MEASURES) {
                random.put(measure, measure.ofRandom(outcomes, point.share()));
            }
            var judged = new ArrayList<Judged>();
            orders.forEach((name, order) -> judged.add(judged(name, order, judged.size())));
            return new Evaluation(
                    model,
                    outcomes.size(),
                    threshold,
                    outcomes.alwaysFast(),
                    outcomes.alwaysThinking(),
                    own(0),
                    judged,
                    random,
                    new Point(point, own(1), own(2), own(3)),
                    Confusion.of(score, outcomes, threshold),
                    Reliability.of(score, outcomes, GROUPS));
        }

        private Ordering model() {
            return orders.sequencedValues().getFirst();
        }

        /// The model's own figures, then every measure of every order.
        private double[] figures(int[] times) {
            var figures = new double[OWN + orders.size() * MEASURES.size()];
            var next = OWN;
            for (var order : orders.values()) {
                var sample = order.resampled(times);
                if (next == OWN) {
                    own(sample, figures);
                }
                for (var measure : MEASURES) {
                    figures[next++] = measure.of(sample, point.share());
                }
            }
            return figures;
        }

        private void own(Ordering sample, double[] figures) {
            var at = sample.at(threshold);
            figures[0] = sample.accuracy(1) - sample.accuracy(0);
            figures[1] = at.share();
            figures[2] = at.accuracy();
            figures[3] = at.kept();
        }

        private Interval own(int figure) {
            return Interval.of(resampled.get(figure));
        }

        private Judged judged(String name, Ordering order, int place) {
            var value = new EnumMap<Measure, Double>(Measure.class);
            var interval = new EnumMap<Measure, Interval>(Measure.class);
            var lead = new EnumMap<Measure, Interval>(Measure.class);
            for (var measure : MEASURES) {
                value.put(measure, measure.of(order, point.share()));
                interval.put(measure, Interval.of(resamples(place, measure)));
                if (place > 0) {
                    lead.put(measure, lead(place, measure));
                }
            }
            var curve = Arrays.stream(order.curve(STEPS)).boxed().toList();
            return new Judged(name, value, interval, lead, curve);
        }

        private Interval lead(int place, Measure measure) {
            var model = resamples(0, measure);
            var other = resamples(place, measure);
            var lead = new double[model.length];
            for (var i = 0; i < lead.length; i++) {
                lead[i] = model[i] - other[i];
            }
            return Interval.of(lead);
        }

        private double[] resamples(int place, Measure measure) {
            return resampled.get(OWN + place * MEASURES.size() + MEASURES.indexOf(measure));
        }
    }
}
