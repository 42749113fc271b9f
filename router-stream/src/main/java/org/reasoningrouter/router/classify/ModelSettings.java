package org.reasoningrouter.router.classify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How a model is to be used, as its folder says.
///
/// @param labels what the model tells apart; one for a single logit
/// @param thinkingLabel the index of the logit that stands for thinking
/// @param independent whether each label has a probability of its own, as in
///   multi_label_classification
/// @param temperature logits are divided by it
/// @param maxLength in tokens, framing included
/// @param padId what fills a shorter prompt of a batch; a graph that pools the last token looks for
///   it
record ModelSettings(
        List<String> labels,
        int thinkingLabel,
        boolean independent,
        double temperature,
        int maxLength,
        Truncation truncation,
        boolean padLeft,
        long padId) {

    ModelSettings {
        labels = List.copyOf(labels);
        if (thinkingLabel < 0 || thinkingLabel >= labels.size()) {
            throw new IllegalArgumentException(
                    "the thinking label must be one of %s: %d".formatted(labels, thinkingLabel));
        }
        if (!(temperature > 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("temperature must be above 0: " + temperature);
        }
        if (maxLength < 2 || maxLength > 1 << 16) {
            throw new IllegalArgumentException("maxLength must be 2 to 65536: " + maxLength);
        }
        if (padId < 0) {
            throw new IllegalArgumentException("pad_token_id must be at least 0: " + padId);
        }
    }

    /// One logit is a sigmoid, more are a softmax unless they are independent; a logit that is no
    /// number makes a score that is none.
    Score score(float[] logits) {
        var scaled = new double[logits.length];
        for (var i = 0; i < logits.length; i++) {
            if (!Float.isFinite(logits[i])) {
                return new Score(Double.NaN);
            }
            scaled[i] = logits[i] / temperature;
        }
        if (logits.length == 1) {
            return new Score(sigmoid(scaled[0]));
        }
        var shares = independent ? sigmoids(scaled) : softmax(scaled);
        return new Score(shares.get(thinkingLabel), shares);
    }

    private static List<Double> sigmoids(double[] logits) {
        return Arrays.stream(logits).map(ModelSettings::sigmoid).boxed().toList();
    }

    private static double sigmoid(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }

    private static List<Double> softmax(double[] logits) {
        var shares = new ArrayList<Double>(logits.length);
        for (var label : logits) {
            var sum = 0.0;
            for (var other : logits) {
                sum += Math.exp(other - label);
            }
            shares.add(1 / sum);
        }
        return shares;
    }
}
