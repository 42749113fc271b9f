package org.reasoningrouter.router.evaluate;

import java.util.Arrays;

/// What happened on a set of prompts: the share of right answers without and with thinking.
final class Outcomes {

    private final double[] fast;
    private final double[] thinking;

    /// @param fast for each prompt, 0 to 1
    /// @param thinking for each prompt, 0 to 1
    Outcomes(double[] fast, double[] thinking) {
        if (fast.length != thinking.length) {
            throw new IllegalArgumentException(
                    "there must be as many outcomes with thinking as without: %d, %d"
                            .formatted(thinking.length, fast.length));
        }
        this.fast = checked(fast);
        this.thinking = checked(thinking);
    }

    private static double[] checked(double[] shares) {
        for (var share : shares) {
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("a share must be 0 to 1: " + share);
            }
        }
        return shares.clone();
    }

    int size() {
        return fast.length;
    }

    double fast(int prompt) {
        return fast[prompt];
    }

    double thinking(int prompt) {
        return thinking[prompt];
    }

    /// The probability that thinking is right and fast is wrong.
    double help(int prompt) {
        return thinking[prompt] * (1 - fast[prompt]);
    }

    /// What accuracy gains when this prompt thinks; below 0 where thinking harms.
    double gain(int prompt) {
        return thinking[prompt] - fast[prompt];
    }

    /// Accuracy when nothing thinks.
    double alwaysFast() {
        return Arrays.stream(fast).average().orElse(Double.NaN);
    }

    /// Accuracy when everything thinks.
    double alwaysThinking() {
        return Arrays.stream(thinking).average().orElse(Double.NaN);
    }
}
