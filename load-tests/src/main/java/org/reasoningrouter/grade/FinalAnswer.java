package org.reasoningrouter.grade;

import java.util.Optional;
import java.util.regex.Pattern;

/// Finds what an answer ends on, between all that it says on the way.
final class FinalAnswer {

    private static final String BOX = "\\boxed{";
    private static final Pattern HASHES = Pattern.compile("####[ \\t]*([^\\n]+)");
    private static final Pattern ANNOUNCED =
            Pattern.compile(
                    "(?:\\banswer|\\bcorrect (?:choice|option)|答案)[*_`"
                            + " ]*(?:is|was|are|:|：|=|是|为)[:：*_` \\t]*\\R*[*_` \\t]*([^\\n]+)",
                    Pattern.CASE_INSENSITIVE);

    private FinalAnswer() {}

    /// What stands behind a thought that the server left in the answer.
    static String afterThought(String answer) {
        var end = answer.lastIndexOf("</think>");
        return end < 0 ? answer : answer.substring(end + "</think>".length());
    }

    /// The last `\boxed{…}`, else the last `#### …`, else the rest of the line after the last
    /// "answer is" or "answer:"; empty where nothing is marked so.
    static Optional<String> marked(String answer) {
        return boxed(answer).or(() -> last(HASHES, answer)).or(() -> last(ANNOUNCED, answer));
    }

    private static Optional<String> boxed(String answer) {
        var start = answer.lastIndexOf(BOX);
        return start < 0 ? Optional.empty() : group(answer, start + BOX.length());
    }

    /// Up to the brace that closes what is open at `from`; empty if none does.
    static Optional<String> group(String text, int from) {
        var open = 1;
        for (var at = from; at < text.length(); at++) {
            open += depth(text.charAt(at));
            if (open == 0) {
                return Optional.of(text.substring(from, at));
            }
        }
        return Optional.empty();
    }

    private static int depth(char c) {
        return c == '{' ? 1 : c == '}' ? -1 : 0;
    }

    private static Optional<String> last(Pattern pattern, String answer) {
        return pattern.matcher(answer).results().reduce((_, it) -> it).map(it -> it.group(1));
    }
}
