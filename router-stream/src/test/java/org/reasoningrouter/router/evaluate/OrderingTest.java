package org.reasoningrouter.router.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Held against what the model recipe's own `evaluate.py` says (`evaluate/golden.json`, made by
/// `evaluate/make.py`), and against plain counting.
class OrderingTest {

    private static final Offset<Double> EXACT = within(1e-9);

    private final JsonNode golden = golden();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void everyOrderMeasuresAsInTheRecipe(int number) {
        var made = golden.get("cases").get(number);
        var prompts = prompts(made.get("rows"));
        var outcomes = outcomes(prompts);
        var orders = orders(prompts);

        for (var expected : made.get("orders").properties()) {
            var order =
                    Ordering.of(orders.getOrDefault(expected.getKey(), new double[0]), outcomes);
            for (var measure : Measure.values()) {
                if (measure != Measure.ACCURACY) {
                    assertThat(measure.of(order, 0))
                            .as("%s of %s", measure, expected.getKey())
                            .isCloseTo(expected.getValue().get(measure.name()).asDouble(), EXACT);
                }
            }
            assertThat(order.recovered())
                    .containsExactly(numbers(expected.getValue().get("recovered")), EXACT);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void everyThresholdKeepsAndCostsAsInTheRecipe(int number) {
        var made = golden.get("cases").get(number);
        var prompts = prompts(made.get("rows"));
        var orders = orders(prompts);

        for (var expected : made.get("orders").properties()) {
            var order =
                    Ordering.of(
                            orders.getOrDefault(expected.getKey(), new double[0]),
                            outcomes(prompts));
            for (var i = 0; i < golden.get("thresholds").size(); i++) {
                var at = order.at(golden.get("thresholds").get(i).asDouble());
                var point = expected.getValue().get("thresholds").get(i);
                assertThat(at.share()).isCloseTo(point.get(0).asDouble(), EXACT);
                assertThat(at.kept()).isCloseTo(point.get(1).asDouble(), EXACT);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void theScoreIsAsReliableAsInTheRecipe(int number) {
        var made = golden.get("cases").get(number);
        var prompts = prompts(made.get("rows"));
        var score = prompts.stream().mapToDouble(JudgedPrompt::score).toArray();

        var bins = Reliability.of(score, outcomes(prompts), 10);

        assertThat(bins).hasSize(10);
        for (var i = 0; i < bins.size(); i++) {
            var expected = made.get("reliability").get(i);
            assertThat(bins.get(i).score()).isCloseTo(expected.get(0).asDouble(), EXACT);
            assertThat(bins.get(i).helped()).isCloseTo(expected.get(1).asDouble(), EXACT);
            assertThat(bins.get(i).prompts()).isEqualTo(expected.get(2).asInt());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aurocIsTheShareOfPairsInTheRightOrder(long seed) {
        var random = new Random(seed);
        var prompts = random(random, 12);
        var outcomes = outcomes(prompts);
        var score = prompts.stream().mapToDouble(JudgedPrompt::score).toArray();
        var right = 0.0;
        var pairs = 0.0;
        for (var i = 0; i < score.length; i++) {
            for (var j = 0; j < score.length; j++) {
                var weight = outcomes.help(i) * (1 - outcomes.help(j));
                right += weight * (score[i] > score[j] ? 1 : score[i] == score[j] ? 0.5 : 0);
                pairs += weight;
            }
        }

        assertThat(Ordering.of(score, outcomes).auroc()).isCloseTo(right / pairs, EXACT);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theCurveIsTheAccuracyOfThinkingOnTheHighestScores(long seed) {
        var prompts = random(new Random(seed), 20);
        var order = order(prompts);
        var highestFirst = new ArrayList<>(prompts);
        highestFirst.sort((a, b) -> Double.compare(b.score(), a.score()));

        var curve = order.curve(20);

        for (var count = 0; count <= 20; count++) {
            var thinking = count;
            var right =
                    IntStream.range(0, 20)
                            .mapToDouble(i ->
                                    i < thinking
                                            ? highestFirst.get(i).thinking()
                                            : highestFirst.get(i).fast())
                            .sum();
            assertThat(curve[count]).isCloseTo(right / 20, EXACT);
            assertThat(order.accuracy(count / 20.0)).isCloseTo(right / 20, EXACT);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aResampleMeasuresAsTheSamePromptsWouldInAFile(long seed) {
        var random = new Random(seed);
        // No two scores alike: the file would have equal ones in another order.
        var prompts = random(random, 15).stream().map(p -> rescored(p, random)).toList();
        var times = new int[15];
        var drawn = new ArrayList<JudgedPrompt>();
        for (var i = 0; i < 15; i++) {
            var row = random.nextInt(15);
            times[row]++;
            drawn.add(prompts.get(row));
        }

        var resampled = order(prompts).resampled(times);

        var file = order(drawn);
        assertThat(resampled.size()).isEqualTo(15);
        assertThat(resampled.at(0.5)).isEqualTo(file.at(0.5));
        for (var measure : Measure.values()) {
            assertThat(measure.of(resampled, 0.4)).isCloseTo(measure.of(file, 0.4), EXACT);
        }
    }

    @Test
    void whereThinkingGainsNothingAShareOfItsGainIsNoNumber() {
        var order =
                Ordering.of(
                        new double[] {0.1, 0.2, 0.3},
                        new Outcomes(new double[] {1, 0, 1}, new double[] {1, 1, 0}));

        assertThat(order.apgr()).isNaN();
        assertThat(order.cpt(0.5)).isNaN();
        assertThat(order.shareThatKeeps(0.95)).isZero();
    }

    @Test
    void quantilesAreInterpolatedAsNumPyDoes() {
        var quantiles = golden.get("quantiles");
        var sorted = IntStream.range(0, 101).mapToDouble(i -> sample(quantiles, i)).sorted();
        var values = sorted.toArray();

        for (var i = 0; i < quantiles.get("shares").size(); i++) {
            assertThat(Bootstrap.quantile(values, quantiles.get("shares").get(i).asDouble()))
                    .isCloseTo(quantiles.get("values").get(i).asDouble(), EXACT);
        }
    }

    private static double sample(JsonNode quantiles, int i) {
        return quantiles.get("sample").get(i).asDouble();
    }

    private static Map<String, double[]> orders(List<JudgedPrompt> prompts) {
        var orders = new Controls(prompts).scores(1);
        orders.put("model", prompts.stream().mapToDouble(JudgedPrompt::score).toArray());
        return orders;
    }

    private static Ordering order(List<JudgedPrompt> prompts) {
        var score = prompts.stream().mapToDouble(JudgedPrompt::score).toArray();
        return Ordering.of(score, outcomes(prompts));
    }

    private static Outcomes outcomes(List<JudgedPrompt> prompts) {
        return new Outcomes(
                prompts.stream().mapToDouble(JudgedPrompt::fast).toArray(),
                prompts.stream().mapToDouble(JudgedPrompt::thinking).toArray());
    }

    private static JudgedPrompt rescored(JudgedPrompt prompt, Random random) {
        return new JudgedPrompt("", 0, 0, prompt.fast(), prompt.thinking(), random.nextDouble());
    }

    /// Many equal scores; thinking gains on the whole.
    private static List<JudgedPrompt> random(Random random, int count) {
        return IntStream.range(0, count)
                .mapToObj(_ ->
                        new JudgedPrompt(
                                "",
                                0,
                                0,
                                random.nextInt(3) / 4.0,
                                (1 + random.nextInt(3)) / 3.0,
                                random.nextInt(5) / 4.0))
                .toList();
    }

    private static List<JudgedPrompt> prompts(JsonNode rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row ->
                        new JudgedPrompt(
                                row.get("domain").asText(),
                                JudgedPrompt.charactersOf(row.get("text").asText()),
                                JudgedPrompt.symbolsOf(row.get("text").asText()),
                                row.get("fast").asDouble(),
                                row.get("thinking").asDouble(),
                                row.get("score").asDouble()))
                .toList();
    }

    private static double[] numbers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    private static JsonNode golden() {
        try (var file = OrderingTest.class.getResourceAsStream("/evaluate/golden.json")) {
            return new ObjectMapper().readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
