package org.reasoningrouter.grade;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Right when the answer chooses the option that the reference names, A to J.
///
/// Read in this order: what the answer ends on; its last and its first line, if one begins with an
/// option; the options in brackets or called so, if all are the same one. An answer that chooses
/// none is wrong.
final class ChoiceGrader extends ReferenceGrader {

    private static final Pattern REFERENCE =
            Pattern.compile("\\(?([A-J])(?:\\)?[.:]?|[).:] .+)", Pattern.DOTALL);
    // "A cat" begins with a word; "A.", "(A)", "A: a cat" and "A" alone with an option.
    private static final Pattern BEGINS =
            Pattern.compile(
                    "(?:(?i:option|choice) )?\\(?([A-J])(?:$|[).:,](?:\\s.*|$)|"
                            + " (?:[(–—-]|because|since|as|is).*)");
    private static final Pattern SMALL = Pattern.compile("\\(?([a-j])[).]?");
    private static final Pattern NAMED =
            Pattern.compile("\\(([A-J])\\)|\\b(?i:option|choice) ([A-J])\\b");

    @Override
    public String name() {
        return "choice";
    }

    /// Whether a reference names an option.
    static boolean isChoice(String reference) {
        return letter(reference).isPresent();
    }

    @Override
    Verdict compare(String reference, String answer) {
        var wanted = letter(reference);
        if (wanted.isEmpty()) {
            return Verdict.ungraded(this, "the reference names no option from A to J");
        }
        var chosen = chosen(answer);
        return Verdict.of(
                this,
                chosen.equals(wanted),
                chosen.map(it -> "chose " + it).orElse("chose no option"));
    }

    private static Optional<String> letter(String reference) {
        return found(REFERENCE, PlainText.undressed(reference));
    }

    private static Optional<String> chosen(String answer) {
        var lines = answer.lines().map(PlainText::undressed).filter(it -> !it.isEmpty()).toList();
        return FinalAnswer.marked(answer)
                .map(PlainText::undressed)
                .flatMap(ChoiceGrader::inConclusion)
                .or(() -> atTheEdges(lines))
                .or(() -> onlyOne(lines));
    }

    private static Optional<String> inConclusion(String text) {
        return found(BEGINS, text)
                .or(() -> found(SMALL, text).map(it -> it.toUpperCase(Locale.ROOT)))
                .or(() -> onlyOne(List.of(text)));
    }

    private static Optional<String> atTheEdges(List<String> lines) {
        return lines.isEmpty()
                ? Optional.empty()
                : Stream.of(lines.getLast(), lines.getFirst())
                        .flatMap(it -> found(BEGINS, it).stream())
                        .findFirst();
    }

    private static Optional<String> onlyOne(List<String> lines) {
        Set<String> named =
                lines.stream()
                        .flatMap(it -> NAMED.matcher(it).results())
                        .map(ChoiceGrader::letterOf)
                        .collect(Collectors.toSet());
        return named.size() == 1 ? named.stream().findFirst() : Optional.empty();
    }

    private static String letterOf(MatchResult match) {
        return Optional.ofNullable(match.group(1)).orElseGet(() -> match.group(2));
    }

    private static Optional<String> found(Pattern pattern, String text) {
        var match = pattern.matcher(text);
        return match.matches() ? Optional.of(match.group(1)) : Optional.empty();
    }
}
