package org.reasoningrouter.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// The model that the stand-in plays: how long it thinks about a question, what it thinks, and what
/// it answers after so many thinking tokens. Threads share it; it has no state.
///
/// Its answer holds a value from 0 to 999. Each question has one right value and one chance to be
/// got right, which is held against the accuracy curve of its class: more thinking never turns a
/// right answer into a wrong one, and over many questions accuracy is the curve.
///
/// @param median of the log-normal number of thinking tokens, over all classes
/// @param sigma its spread, of the logarithm
/// @param most where every thought ends by itself
public record SimulatedModel(int median, double sigma, int most) {

    private static final List<String> THOUGHTS =
            List.of(
                    "so", "then", "which", "gives", "check", "thus", "case", "again", "because",
                    "naïve", "holds", "Δx", "next", "步骤", "wait", "hence");
    private static final List<String> WORDS =
            List.of(
                    "alpha", "bravo", "delta", "echo", "golf", "hotel", "kilo", "größer", "mike",
                    "oscar", "papa", "roméo", "sierra", "tango", "回答", "zulu");
    private static final int[] THOUGHT_IDS = THOUGHTS.stream().mapToInt(Tokens::id).toArray();
    private static final int FEWEST_WORDS = 8;
    private static final int MORE_WORDS = 120;
    private static final int VALUES = 1000;
    // What a further stretch is worth after `Wait`: s1 saw extensions of some hundred tokens.
    private static final double STRETCH = 0.4;
    // A wrong answer changes while the thought goes on, so that agreement means something.
    private static final int CHANGES_AFTER = 256;
    private static final Pattern VALUE = Pattern.compile("\\b(\\d{1,3})\\b");

    public SimulatedModel {
        if (median < 1 || sigma < 0 || most < 1) {
            throw new IllegalArgumentException(
                    "median and most must be at least 1, sigma not negative: "
                            + median
                            + ", "
                            + most
                            + ", "
                            + sigma);
        }
    }

    /// The right value of a question.
    ///
    /// @param userTexts the texts of the user's messages, in order
    public static String correctAnswer(List<String> userTexts) {
        return Integer.toString(correct(Conversation.asked(userTexts).question()));
    }

    /// The class of a question.
    ///
    /// @param userTexts the texts of the user's messages, in order
    public static Difficulty difficulty(List<String> userTexts) {
        return Conversation.asked(userTexts).difficulty();
    }

    /// The value that an answer of this model gives; empty when it was cut before that.
    public static Optional<String> valueIn(String answer) {
        var value = VALUE.matcher(answer);
        return value.find() ? Optional.of(value.group(1)) : Optional.empty();
    }

    /// How long the thought is in the end, what is thought already included.
    int length(Conversation asked, double effort) {
        var scale = median * asked.difficulty().length() * effort;
        var whole = draw(scale, asked.question());
        for (var i = 1; i <= asked.extensions(); i++) {
            whole += draw(scale * STRETCH, asked.question() + i);
        }
        return (int) Math.clamp(whole, 1, (long) most * (1 + asked.extensions()));
    }

    static String thought(long question, int at) {
        return THOUGHTS.get(thoughtWord(question, at));
    }

    static int thoughtId(long question, int at) {
        return THOUGHT_IDS[thoughtWord(question, at)];
    }

    /// The words of the answer after so much thinking.
    static List<String> answer(Conversation asked, int thinkingTokens) {
        var random = new Random(mix(asked.question(), 7));
        var value = Integer.toString(value(asked, thinkingTokens));
        var words = new ArrayList<>(beginning(value, asked.form()));
        var count = FEWEST_WORDS + random.nextInt(MORE_WORDS);
        IntStream.range(0, count).forEach(_ -> words.add(WORDS.get(random.nextInt(WORDS.size()))));
        return words;
    }

    private static List<String> beginning(String value, Conversation.Form form) {
        return switch (form) {
            case SENTENCE -> List.of("Simulated", "answer:", value + ".");
            case VALUE -> List.of(value, "(simulated", "answer)");
            case BOXED -> List.of(value + "}", "\\]", "(simulated", "answer)");
        };
    }

    static double uniform(long question, String of) {
        return new Random(mix(question, of.hashCode())).nextDouble();
    }

    private static int value(Conversation asked, int thinkingTokens) {
        var right = correct(asked.question());
        var chance = asked.difficulty().curve().at(thinkingTokens);
        if (uniform(asked.question(), "chance") < chance) {
            return right;
        }
        var other =
                Math.floorMod(mix(asked.question(), thinkingTokens / CHANGES_AFTER), VALUES - 1);
        return (right + 1 + other) % VALUES;
    }

    private static int correct(long question) {
        return Math.floorMod(mix(question, 3), VALUES);
    }

    private long draw(double scale, long seed) {
        return Math.round(scale * Math.exp(sigma * new Random(mix(seed, 11)).nextGaussian()));
    }

    private static int thoughtWord(long question, int at) {
        return (int) (mix(question, at) >>> 60);
    }

    // SplitMix64's finaliser.
    private static long mix(long a, long b) {
        var z = a * 0x9E3779B97F4A7C15L + (b + 1) * 0xD1B54A32D192ED03L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
