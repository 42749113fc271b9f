package org.reasoningrouter.simulator;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/// The stand-in's tokenizer: a token is a word, and the tags of the chat template are tokens of
/// their own wherever they stand.
public final class Tokens {

    /// Begins a thought: `<think>`.
    public static final int THINK = 1;

    /// Ends a thought: `</think>`.
    public static final int END_OF_THINKING = 2;

    /// The end of a thought, as a part of an output.
    static final Ids CLOSE = Ids.of(IntStream.of(END_OF_THINKING));

    static final int TURN = 3;
    static final int END_OF_TURN = 4;

    private static final int FIRST_WORD = 16;
    private static final int WORDS = 150_000;
    private static final Pattern TAG =
            Pattern.compile("<think>|</think>|<\\|im_start\\|>|<\\|im_end\\|>");

    private Tokens() {}

    /// The ids of a text, the same each time. Two words may share an id, as no client decodes them.
    static Ids of(String text) {
        return Ids.of(words(text).stream().mapToInt(Tokens::id));
    }

    static List<String> words(String text) {
        var words = new ArrayList<String>();
        var parts = new StringTokenizer(text);
        while (parts.hasMoreTokens()) {
            var part = parts.nextToken();
            if (part.indexOf('<') < 0) {
                words.add(part);
            } else {
                addWithTags(part, words);
            }
        }
        return words;
    }

    static int id(String word) {
        return switch (word) {
            case "<think>" -> THINK;
            case "</think>" -> END_OF_THINKING;
            case "<|im_start|>" -> TURN;
            case "<|im_end|>" -> END_OF_TURN;
            default -> {
                var hash = new CRC32();
                hash.update(word.getBytes(StandardCharsets.UTF_8));
                yield FIRST_WORD + (int) (hash.getValue() % WORDS);
            }
        };
    }

    private static void addWithTags(String part, List<String> words) {
        var tags = TAG.matcher(part);
        var from = 0;
        while (tags.find()) {
            if (tags.start() > from) {
                words.add(part.substring(from, tags.start()));
            }
            words.add(tags.group());
            from = tags.end();
        }
        if (from < part.length()) {
            words.add(part.substring(from));
        }
    }
}
