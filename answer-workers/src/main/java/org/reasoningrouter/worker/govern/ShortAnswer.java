package org.reasoningrouter.worker.govern;

import java.util.Optional;
import java.util.regex.Pattern;
import org.reasoningrouter.wire.Generation;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Role;
import org.reasoningrouter.worker.invoke.Ask;

/// Tells whether a prompt asks for a short canonical answer: a number, an option's letter, a short
/// string. Only such answers can be compared.
///
/// A plain rule on the newest user message: it lists at least two options, each on a line of its
/// own (`A)`, `(B)`, `C.`); or it holds `\boxed`; or it names the form (`answer with a number`,
/// `one word`, `yes or no`, `only the letter`); or it asks `how many` or `how much`. A prompt with
/// a response format is never one.
final class ShortAnswer {

    private static final int CASELESS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
    private static final Pattern OPTION = Pattern.compile("(?m)^\\s*\\(?[A-J][).:]\\s+\\S");
    private static final Pattern FORM =
            Pattern.compile(
                    "\\\\boxed|\\b(how many|how much|yes or no|true or false)\\b"
                            + "|\\b(one|single|a) (word|number|letter|integer|date|name)\\b"
                            + "|\\bonly (the|a) (final )?(word|number|letter|integer|option|answer|result)\\b",
                    CASELESS);

    private ShortAnswer() {}

    static boolean isAskedFor(Ask ask) {
        return ask.sampling().flatMap(Generation::getResponseFormat).isEmpty()
                && question(ask)
                        .filter(text -> options(text) >= 2 || FORM.matcher(text).find())
                        .isPresent();
    }

    private static long options(String text) {
        return OPTION.matcher(text).results().limit(2).count();
    }

    private static Optional<String> question(Ask ask) {
        return ask.messages().reversed().stream()
                .filter(message -> message.getRole() == Role.USER)
                .map(Message::getContent)
                .findFirst();
    }
}
