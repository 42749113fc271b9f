package org.reasoningrouter.simulator;

import java.util.Locale;

/// The class of a question, which says how long the model thinks about it and what that is worth.
///
/// The curves are least-squares fits to the points that s1 published (arXiv 2501.19393, figure of
/// accuracy against average thinking tokens); a test computes them again from the points.
public enum Difficulty {
    /// Like MATH500: root of the mean squared residual 1.5 points.
    EASY(0.5, 0.55, 0.34958, 0.91877, 683),
    /// Like GPQA Diamond: 1.7 points.
    KNOWLEDGE(0.3, 1.0, 0.25562, 0.58952, 971),
    /// Like AIME24: 1.5 points.
    HARD(0.2, 2.1, -0.12880, 0.57574, 2275);

    private final double share;
    private final double length;
    private final double a;
    private final double b;
    private final double tau;

    Difficulty(double share, double length, double a, double b, double tau) {
        this.share = share;
        this.length = length;
        this.a = a;
        this.b = b;
        this.tau = tau;
    }

    /// @param uniform from 0 to 1, of the question
    static Difficulty drawn(double uniform) {
        return uniform < EASY.share
                ? EASY
                : uniform < EASY.share + KNOWLEDGE.share ? KNOWLEDGE : HARD;
    }

    /// The word that, standing in a user's message, makes its question one of this class: `[hard]`.
    public String marker() {
        return "[" + name().toLowerCase(Locale.ROOT) + "]";
    }

    public AccuracyCurve curve() {
        return new AccuracyCurve(a, b, tau);
    }

    /// What the median length of a thought is multiplied with; over all classes about 1.
    double length() {
        return length;
    }
}
