package org.reasoningrouter.grade;

import java.util.Optional;
import java.util.regex.Pattern;

/// Right when the answer ends on the number of the reference.
///
/// The number is the first one after what marks the end of the answer, or behind the last equals
/// sign there; without such a mark it is the last one of the answer. An answer without a number is
/// wrong.
final class NumericGrader extends ReferenceGrader {

    private static final Pattern EQUALS = Pattern.compile("[=≈]|\\\\approx");

    @Override
    public String name() {
        return "numeric";
    }

    /// Whether a reference is a number, its unit included.
    static boolean isNumeric(String reference) {
        return Quantity.alone(reference).isPresent();
    }

    @Override
    Verdict compare(String reference, String answer) {
        var wanted = Quantity.alone(reference);
        if (wanted.isEmpty()) {
            return Verdict.ungraded(this, "the reference is no number");
        }
        var given = given(answer);
        return Verdict.of(
                this,
                given.filter(wanted.get()::isMeantBy).isPresent(),
                given.map(it -> "read " + it.value().toPlainString()).orElse("no number"));
    }

    private static Optional<Quantity> given(String answer) {
        return FinalAnswer.marked(answer)
                .flatMap(NumericGrader::concluded)
                .or(() -> Quantity.in(answer).reversed().stream().findFirst());
    }

    private static Optional<Quantity> concluded(String marked) {
        var parts = EQUALS.split(marked, -1);
        return Quantity.in(parts[parts.length - 1]).stream()
                .findFirst()
                .or(() -> Quantity.in(marked).stream().findFirst());
    }
}
