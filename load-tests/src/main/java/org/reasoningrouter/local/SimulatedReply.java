package org.reasoningrouter.local;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.StringTokenizer;
import java.util.zip.CRC32;

/// What the stand-in model says to one conversation: the same to the same conversation, always. A
/// token is a word.
///
/// @param reasoning tokens of reasoning, cut to the cap
/// @param answer tokens of the answer, cut to what the cap leaves
/// @param finishReason `length` when the cap cut anything, else `stop`
record SimulatedReply(int input, List<String> reasoning, List<String> answer, String finishReason) {

    private static final List<String> THOUGHTS =
            List.of(
                    "so", "then", "which", "gives", "check", "the", "case", "again", "because",
                    "it", "holds", "now", "next", "step", "wait", "hence");
    private static final List<String> WORDS =
            List.of(
                    "alpha", "bravo", "delta", "echo", "golf", "hotel", "kilo", "lima", "mike",
                    "oscar", "papa", "romeo", "sierra", "tango", "victor", "zulu");
    private static final int FEWEST_WORDS = 8;
    private static final int MORE_WORDS = 120;
    // Below the default thinking budget, so that with it each thought ends in an answer.
    private static final int MOST_REASONING = 4_000;

    /// @param texts of the conversation's messages
    /// @param most the cap on reasoning and answer together
    static SimulatedReply to(
            List<String> texts, boolean thinks, long most, SimulatorSettings settings) {
        var hash = new CRC32();
        texts.forEach(text -> hash.update(text.getBytes(StandardCharsets.UTF_8)));
        var random = new Random(hash.getValue());
        var length =
                settings.medianReasoning() * Math.exp(settings.sigma() * random.nextGaussian());
        var thoughts = Math.clamp(Math.round(length), 1, MOST_REASONING);
        var words = FEWEST_WORDS + random.nextInt(MORE_WORDS);
        var reasoning = thinks ? words(THOUGHTS, thoughts, random) : List.<String>of();
        var answer = new ArrayList<String>();
        answer.addAll(List.of("Simulated ", "answer ", Long.toHexString(hash.getValue()), ": "));
        answer.addAll(words(WORDS, words, random));
        var kept = (int) Math.min(reasoning.size(), most);
        var left = (int) Math.min(answer.size(), most - kept);
        var whole = kept == reasoning.size() && left == answer.size();
        return new SimulatedReply(
                tokens(texts),
                reasoning.subList(0, kept),
                answer.subList(0, left),
                whole ? "stop" : "length");
    }

    private static List<String> words(List<String> from, int count, Random random) {
        return random.ints(count, 0, from.size()).mapToObj(i -> from.get(i) + " ").toList();
    }

    // Words of all messages, and what a chat template puts round each.
    private static int tokens(List<String> texts) {
        return texts.stream().mapToInt(text -> 4 + new StringTokenizer(text).countTokens()).sum();
    }
}
