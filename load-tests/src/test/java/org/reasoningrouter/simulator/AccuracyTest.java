package org.reasoningrouter.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AccuracyTest {

    /// Thinking tokens and accuracy in percent, as s1 published them (arXiv 2501.19393).
    private static final Map<Difficulty, List<Point>> PUBLISHED =
            Map.of(
                    Difficulty.EASY,
                    List.of(
                            new Point(500, 64),
                            new Point(980, 80),
                            new Point(1800, 85.5),
                            new Point(2870, 90.5),
                            new Point(3200, 93)),
                    Difficulty.HARD,
                    List.of(
                            new Point(500, 0),
                            new Point(1000, 13),
                            new Point(2000, 30),
                            new Point(3950, 43),
                            new Point(5300, 50),
                            new Point(6700, 53),
                            new Point(7300, 57)),
                    Difficulty.KNOWLEDGE,
                    List.of(
                            new Point(500, 38),
                            new Point(980, 49.5),
                            new Point(1730, 51),
                            new Point(3200, 57.5),
                            new Point(4650, 59.5)));

    private record Point(int tokens, double percent) {}

    private record Fit(double a, double b, double tau, double squares) {}

    @ParameterizedTest
    @EnumSource
    void theCurveIsTheLeastSquaresFitToThePublishedPoints(Difficulty difficulty) {
        var points = PUBLISHED.getOrDefault(difficulty, List.of());

        var fit =
                IntStream.range(100, 5000)
                        .mapToObj(tau -> fit(points, tau))
                        .min(Comparator.comparingDouble(Fit::squares))
                        .orElseThrow();

        var curve = difficulty.curve();
        assertThat(curve.tau()).isCloseTo(fit.tau, within(1.0));
        assertThat(curve.a()).isCloseTo(fit.a / 100, within(0.0005));
        assertThat(curve.b()).isCloseTo(fit.b / 100, within(0.0005));
    }

    @ParameterizedTest
    @EnumSource
    void noPointIsFurtherThanThreePointsFromTheCurve(Difficulty difficulty) {
        assertThat(PUBLISHED.get(difficulty))
                .allSatisfy(point ->
                        assertThat(100 * difficulty.curve().at(point.tokens))
                                .isCloseTo(point.percent, within(3.0)));
    }

    @ParameterizedTest
    @EnumSource
    void overManyQuestionsAccuracyIsTheCurve(Difficulty difficulty) {
        for (var tokens : List.of(0, 500, 2000, 7000)) {
            var right =
                    IntStream.range(0, 4000)
                            .filter(i ->
                                    isRight("question " + i + " " + difficulty.marker(), tokens))
                            .count();

            assertThat(right / 4000.0).isCloseTo(difficulty.curve().at(tokens), within(0.025));
        }
    }

    @Test
    void moreThinkingNeverUnlearnsAnAnswer() {
        for (var i = 0; i < 200; i++) {
            var text = "question " + i;
            var right = Stream.of(0, 500, 1000, 2000, 4000).map(t -> isRight(text, t)).toList();

            assertThat(right.stream().sorted().toList()).as(text).isEqualTo(right);
        }
    }

    @Test
    void aQuestionIsThatOfTheUsersAlone() {
        assertThat(SimulatedModel.correctAnswer(List.of("What is 6 × 7? /no_think")))
                .isEqualTo(SimulatedModel.correctAnswer(List.of("What is 6 × 7?")));
        assertThat(SimulatedModel.correctAnswer(List.of("[question 17] as short as you can")))
                .isEqualTo(SimulatedModel.correctAnswer(List.of("at length: [question 17]")));
        assertThat(SimulatedModel.correctAnswer(List.of("What is 6 × 8?")))
                .isNotEqualTo(SimulatedModel.correctAnswer(List.of("What is 6 × 7?")));
    }

    @Test
    void classesComeInTheirShares() {
        var classes =
                IntStream.range(0, 10_000)
                        .mapToObj(i -> SimulatedModel.difficulty(List.of("prompt " + i)))
                        .toList();

        assertThat(classes.stream().filter(Difficulty.EASY::equals).count())
                .isBetween(4_800L, 5_200L);
        assertThat(classes.stream().filter(Difficulty.HARD::equals).count())
                .isBetween(1_800L, 2_200L);
    }

    @Test
    void thoughtsAreAsLongAsTheDefaultPolicyExpects() {
        var model = new SimulatedModel(870, 0.8, 4000);

        var mean =
                IntStream.range(0, 10_000)
                        .mapToObj(i -> Conversation.asked(List.of("prompt " + i)))
                        .mapToInt(asked -> model.length(asked, 1))
                        .average()
                        .orElseThrow();

        assertThat(mean).isBetween(1050.0, 1250.0);
    }

    private static boolean isRight(String text, int tokens) {
        var asked = Conversation.asked(List.of(text));
        var answer = String.join(" ", SimulatedModel.answer(asked, tokens));
        return SimulatedModel.valueIn(answer)
                .orElseThrow()
                .equals(SimulatedModel.correctAnswer(List.of(text)));
    }

    // For a fixed tau the curve is a line over e^(-t/tau).
    private static Fit fit(List<Point> points, int tau) {
        var x = points.stream().mapToDouble(p -> Math.exp(-p.tokens / (double) tau)).toArray();
        var y = points.stream().mapToDouble(Point::percent).toArray();
        var meanX = DoubleStream.of(x).average().orElseThrow();
        var meanY = DoubleStream.of(y).average().orElseThrow();
        var n = IntStream.range(0, x.length);
        var over = n.mapToDouble(i -> (x[i] - meanX) * (y[i] - meanY)).sum();
        var under = DoubleStream.of(x).map(it -> (it - meanX) * (it - meanX)).sum();
        var slope = over / under;
        var b = meanY - slope * meanX;
        var squares =
                IntStream.range(0, x.length)
                        .mapToDouble(i -> Math.pow(b + slope * x[i] - y[i], 2))
                        .sum();
        return new Fit(b + slope, b, tau, squares);
    }
}
