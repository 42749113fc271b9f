package org.reasoningrouter.router.classify;

import java.util.Arrays;
import java.util.Locale;

/// Which part of a prompt longer than the model a classifier sees.
///
/// Ids are cut with their framing (as `[CLS]` and `[SEP]`) in place, so a side that is not kept
/// loses its frame too: exactly what the recipe of the default model does.
enum Truncation {
    HEAD,
    TAIL,
    HEAD_TAIL;

    /// So much text for each token of the model stays at each kept end before the tokeniser sees
    /// it. A text is cut differently only where the model's length in tokens spans more characters
    /// than this: hundreds of blanks a token.
    static final int CHARACTERS_PER_TOKEN = 128;

    static Truncation named(String name) {
        return Arrays.stream(values())
                .filter(choice -> choice.label().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "truncation must be head, tail or head-tail: " + name));
    }

    private String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The ids that the model sees; the longer half of head-tail is the tail.
    long[] cut(long[] ids, int most) {
        if (ids.length <= most) {
            return ids;
        }
        return switch (this) {
            case HEAD -> Arrays.copyOf(ids, most);
            case TAIL -> Arrays.copyOfRange(ids, ids.length - most, ids.length);
            case HEAD_TAIL -> {
                var kept = Arrays.copyOf(ids, most);
                var tail = most - most / 2;
                System.arraycopy(ids, ids.length - tail, kept, most / 2, tail);
                yield kept;
            }
        };
    }

    /// The text that the tokeniser sees: a mebibyte of text must not hold a core to make 512 tokens
    /// of it.
    String cut(String text, int mostTokens) {
        var most = CHARACTERS_PER_TOKEN * mostTokens;
        if (text.length() <= (this == HEAD_TAIL ? 2 * most : most)) {
            return text;
        }
        return switch (this) {
            case HEAD -> text.substring(0, most);
            case TAIL -> text.substring(text.length() - most);
            case HEAD_TAIL -> text.substring(0, most) + text.substring(text.length() - most);
        };
    }
}
