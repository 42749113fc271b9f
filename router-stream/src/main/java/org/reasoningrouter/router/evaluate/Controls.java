package org.reasoningrouter.router.evaluate;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/// Orders that need no model, and orders that nobody can have: a model is worth what it is above
/// the first, and could at most become the last.
final class Controls {

    static final String RANDOM = "random";
    static final String LENGTH = "prompt length";
    static final String SYMBOLS = "digits + symbols";
    static final String DOMAIN = "domain oracle";
    static final String ORACLE = "per-prompt oracle";

    private final List<JudgedPrompt> prompts;

    Controls(List<JudgedPrompt> prompts) {
        this.prompts = List.copyOf(prompts);
    }

    /// Each control's score of every prompt, by its name. One that the prompts do not tell enough
    /// for is absent.
    Map<String, double[]> scores(long seed) {
        var scores = new LinkedHashMap<String, double[]>();
        var random = new SplittableRandom(seed);
        scores.put(RANDOM, each(_ -> random.nextDouble()));
        if (prompts.stream().anyMatch(prompt -> prompt.characters() > 0)) {
            scores.put(LENGTH, each(JudgedPrompt::characters));
            scores.put(SYMBOLS, each(JudgedPrompt::symbols));
        }
        var gains = gainsByDomain();
        if (gains.size() > 1) {
            scores.put(DOMAIN, each(prompt -> gains.getOrDefault(prompt.domain(), 0.0)));
        }
        scores.put(ORACLE, each(Controls::gain));
        return scores;
    }

    /// What thinking gains on a prompt of each domain, on the whole.
    private Map<String, Double> gainsByDomain() {
        var sums = new HashMap<String, double[]>();
        for (var prompt : prompts) {
            var sum = sums.computeIfAbsent(prompt.domain(), _ -> new double[2]);
            sum[0] += gain(prompt);
            sum[1]++;
        }
        var gains = new HashMap<String, Double>();
        sums.forEach((domain, sum) -> gains.put(domain, sum[0] / sum[1]));
        return gains;
    }

    private double[] each(ToDoubleFunction<JudgedPrompt> score) {
        return prompts.stream().mapToDouble(score).toArray();
    }

    private static double gain(JudgedPrompt prompt) {
        return prompt.thinking() - prompt.fast();
    }
}
