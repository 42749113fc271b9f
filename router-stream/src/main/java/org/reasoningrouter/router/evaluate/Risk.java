package org.reasoningrouter.router.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/// What each of some prompts loses by route, 0 to 1, beside its score; and which route is the safe
/// one.
final class Risk {

    private final double[] score;
    private final double[] fast;
    private final double[] thinking;
    private final boolean thinkingIsSafe;

    private Risk(double[] score, double[] fast, double[] thinking, boolean thinkingIsSafe) {
        this.score = score;
        this.fast = fast;
        this.thinking = thinking;
        this.thinkingIsSafe = thinkingIsSafe;
    }

    /// Thinking right and fast wrong, while sent fast.
    static Risk ofLostAnswers(List<JudgedPrompt> prompts) {
        return new Risk(scores(prompts), each(prompts, JudgedPrompt::lost), none(prompts), true);
    }

    /// Being sent to think.
    static Risk ofThinking(List<JudgedPrompt> prompts) {
        return new Risk(scores(prompts), none(prompts), each(prompts, _ -> 1), false);
    }

    /// What its route costs, as a share of the most that a prompt may cost.
    static Risk ofCost(List<JudgedPrompt> prompts, Pricing pricing, double most) {
        return new Risk(
                scores(prompts),
                each(prompts, it -> Math.min(1, pricing.fast(it) / most)),
                each(prompts, it -> Math.min(1, pricing.thinking(it) / most)),
                false);
    }

    private static double[] scores(List<JudgedPrompt> prompts) {
        return each(prompts, JudgedPrompt::score);
    }

    private static double[] none(List<JudgedPrompt> prompts) {
        return each(prompts, _ -> 0);
    }

    private static double[] each(List<JudgedPrompt> prompts, ToDoubleFunction<JudgedPrompt> of) {
        return prompts.stream().mapToDouble(of).toArray();
    }

    int size() {
        return score.length;
    }

    boolean thinkingIsSafe() {
        return thinkingIsSafe;
    }

    double score(int prompt) {
        return score[prompt];
    }

    /// What a prompt loses on the route that is led to, when a share takes the other one.
    double loss(int prompt, boolean thinks, double explored) {
        return thinks
                ? (1 - explored) * thinking[prompt] + explored * fast[prompt]
                : (1 - explored) * fast[prompt] + explored * thinking[prompt];
    }

    /// Whether every loss is 0 or 1.
    boolean isWhole() {
        return DoubleStream.concat(Arrays.stream(fast), Arrays.stream(thinking))
                .allMatch(loss -> loss == 0 || loss == 1);
    }

    /// The mean loss at a threshold.
    double at(double threshold, double explored) {
        var sum = 0.0;
        for (var i = 0; i < size(); i++) {
            sum += loss(i, score[i] >= threshold, explored);
        }
        return sum / size();
    }

    /// The same of a sample, drawn with replacement.
    Risk drawn(int[] rows) {
        return new Risk(pick(score, rows), pick(fast, rows), pick(thinking, rows), thinkingIsSafe);
    }

    private static double[] pick(double[] from, int[] rows) {
        return Arrays.stream(rows).mapToDouble(row -> from[row]).toArray();
    }
}
