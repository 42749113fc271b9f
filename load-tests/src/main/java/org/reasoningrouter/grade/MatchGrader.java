package org.reasoningrouter.grade;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Right when what the answer ends on, its last line or the whole of it says the reference once
/// case, LaTeX, emphasis, articles and punctuation around it are gone.
///
/// A reference that only stands somewhere in the answer is not enough: "not Paris" is not Paris.
final class MatchGrader extends ReferenceGrader {

    @Override
    public String name() {
        return "match";
    }

    @Override
    Verdict compare(String reference, String answer) {
        var wanted = PlainText.normalised(reference);
        var given = candidates(answer).map(PlainText::normalised).distinct().toList();
        if (wanted.isEmpty()) {
            return Verdict.ungraded(this, "nothing is left of the reference once normalised");
        }
        return given.contains(wanted)
                ? Verdict.of(this, true, "the same once normalised")
                : Verdict.of(this, false, "none of " + given.size() + " readings is the reference");
    }

    private static Stream<String> candidates(String answer) {
        var marked = FinalAnswer.marked(answer);
        var lines = answer.lines().filter(it -> !it.isBlank()).toList();
        var last = lines.isEmpty() ? Optional.<String>empty() : Optional.of(lines.getLast());
        return Stream.of(marked, marked.map(MatchGrader::sentence), last, Optional.of(answer))
                .flatMap(Optional::stream);
    }

    /// Its first: what is announced may be followed by why.
    private static String sentence(String text) {
        return List.of(text.split("(?<=[.!?])\\s", 2)).getFirst();
    }
}
