package org.reasoningrouter.worker.govern;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What the probes of one thought have said: how many of the newest agree. It has one owner.
final class Probes {

    private static final Pattern HESITATION =
            Pattern.compile("\\b(wait|hold|but|okay|no|hmm)\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern ONE_WORD = Pattern.compile("\\S+");

    private Optional<String> latest = Optional.empty();
    private int agreeing;

    /// Takes in what a probe said and tells how many in a row have now said the same.
    ///
    /// @param text goes on inside `\boxed{`
    int add(String text) {
        var answer = answer(text);
        agreeing = answer.isEmpty() ? 0 : answer.equals(latest) ? agreeing + 1 : 1;
        latest = answer;
        return agreeing;
    }

    // What stands in the braces, if they are closed and nothing in or after them hesitates. "No"
    // alone is an answer.
    private static Optional<String> answer(String text) {
        var end = closing(text);
        if (end < 0 || HESITATION.matcher(text.substring(end)).find()) {
            return Optional.empty();
        }
        var inside = text.substring(0, end).strip().toLowerCase(Locale.ROOT);
        var hesitates = HESITATION.matcher(inside).find() && !ONE_WORD.matcher(inside).matches();
        var answer = inside.replaceAll("[\\s$]+|\\.$", "");
        return hesitates || answer.isEmpty() ? Optional.empty() : Optional.of(answer);
    }

    private static int closing(String text) {
        var open = 1;
        for (var i = 0; i < text.length(); i++) {
            open +=
                    switch (text.charAt(i)) {
                        case '{' -> 1;
                        case '}' -> -1;
                        default -> 0;
                    };
            if (open == 0) {
                return i;
            }
        }
        return -1;
    }
}
