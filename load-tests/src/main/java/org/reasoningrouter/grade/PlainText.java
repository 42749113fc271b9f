package org.reasoningrouter.grade;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/// Texts without what does not change their meaning: case, emphasis, the dress of LaTeX, articles,
/// and punctuation around them.
final class PlainText {

    private static final Pattern WRAPPED =
            Pattern.compile("\\\\(?:text|textbf|textit|mathrm|mathbf|mathit|mbox)\\s*\\{([^{}]*)}");
    private static final Pattern SPACING =
            Pattern.compile("\\\\[,;:! ]|\\\\(?:quad|qquad|left|right|displaystyle)(?![a-zA-Z])");
    private static final Pattern FRACTION = Pattern.compile("\\\\[dtc]frac(?![a-zA-Z])");
    // \frac12 and \sqrt2 are allowed without braces.
    private static final Pattern BARE_FRACTION = Pattern.compile("\\\\frac\\s*(\\d)\\s*(\\d)");
    private static final Pattern BARE_ROOT = Pattern.compile("\\\\sqrt\\s*(\\d)");
    private static final Pattern EMPHASIS =
            Pattern.compile("\\*\\*|(?<!\\w)[*_](?=\\w)|(?<=\\w)[*_](?!\\w)|[`$]|\\\\[()\\[\\]]");
    private static final Pattern ESCAPED = Pattern.compile("\\\\([%$#&])");
    private static final Pattern DEGREES = Pattern.compile("\\^?\\{?\\\\circ}?|\\\\degree");
    private static final Pattern ARTICLES = Pattern.compile("\\b(?:a|an|the)\\s+");
    private static final Pattern EDGES =
            Pattern.compile("^[\\s\"'“”‘’.,;:!?]+|[\\s\"'“”‘’.,;:!?]+$");
    private static final Pattern AROUND_SIGNS = Pattern.compile("\\s*([^\\p{L}\\p{N}\\s])\\s*");
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private PlainText() {}

    /// LaTeX in one way of writing it, without the marks around it; case and blanks stay.
    static String undressed(String text) {
        var plain =
                Normalizer.normalize(text, Normalizer.Form.NFKC)
                        .replace('−', '-')
                        .replace("{,}", ",");
        plain = SPACING.matcher(plain).replaceAll(" ");
        plain = WRAPPED.matcher(plain).replaceAll("$1");
        plain = FRACTION.matcher(plain).replaceAll("\\\\frac");
        plain = BARE_FRACTION.matcher(plain).replaceAll("\\\\frac{$1}{$2}");
        plain = BARE_ROOT.matcher(plain).replaceAll("\\\\sqrt{$1}");
        plain = DEGREES.matcher(plain).replaceAll("°");
        plain = ESCAPED.matcher(plain).replaceAll("$1");
        plain = EMPHASIS.matcher(plain).replaceAll("");
        return BLANKS.matcher(plain).replaceAll(" ").strip();
    }

    /// What two texts that mean the same have in common.
    static String normalised(String text) {
        var plain = undressed(text).toLowerCase(Locale.ROOT);
        plain = EDGES.matcher(plain).replaceAll("");
        plain = ARTICLES.matcher(plain).replaceAll("");
        // Blanks around signs mean nothing in a formula, and next to nothing in a sentence.
        return AROUND_SIGNS.matcher(plain).replaceAll("$1");
    }
}
