package org.reasoningrouter.grade;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A number as a text writes it: with separators, as a fraction, in LaTeX, with a power of ten, a
/// scale or a unit.
///
/// @param places decimals that were written; -1 for a fraction
record Quantity(BigDecimal value, int places, Optional<Unit> unit) {

    private static final MathContext DIGITS = MathContext.DECIMAL128;
    private static final BigDecimal TOLERANCE = new BigDecimal("1e-6");
    private static final int FRACTION = -1;
    // Two decimals are meant as rounded; one may well be exact.
    private static final int ROUNDED = 2;

    private static final String FRACTIONS =
            "(?:(?<whole>\\d++) ?)?\\\\frac ?\\{(?<above>-?\\d++)} ?\\{(?<below>\\d++)}"
                    + "|(?:(?<mixed>\\d++) )?(?<upper>\\d++) ?/ ?(?<lower>\\d++)";
    private static final String DECIMAL =
            "(?<decimal>\\d{1,3}(?:,\\d{3})++(?:\\.\\d++)?|\\d++(?:\\.\\d++)?|\\.\\d++)(?:[eE](?<power>[-+]?\\d{1,3})(?!\\d)|"
                    + " ?(?:\\\\times|\\\\cdot|×|\\*|x) ?10 ?\\^ ?\\{?(?<tens>-?\\d{1,3})(?!\\d)}?)?(?:"
                    + " (?<scale>thousand|million|billion)\\b)?";
    private static final String NUMBER =
            "(?<sign>(?<![\\w)}])[-+])?[€£¥]?(?:" + FRACTIONS + "|" + DECIMAL + ")";
    private static final String UNIT = "(?: ?(?<unit>%|°|¢|\\p{L}+))?";
    // "3\sqrt{2}" is no three, and "x2" no two.
    private static final Pattern FOUND =
            Pattern.compile("(?<![\\w.])" + NUMBER + "(?! ?(?:\\\\sqrt|\\\\pi|√|π|\\^))" + UNIT);
    private static final Pattern ALONE = Pattern.compile(NUMBER + UNIT + "(?: \\p{L}+)?\\.?");

    /// What a text says if it says nothing else, but for a unit of up to two words.
    static Optional<Quantity> alone(String text) {
        var match = ALONE.matcher(PlainText.undressed(text));
        return match.matches() ? read(match) : Optional.empty();
    }

    /// All that a text says, in order.
    static List<Quantity> in(String text) {
        return FOUND.matcher(PlainText.undressed(text))
                .results()
                .flatMap(it -> read(it).stream())
                .toList();
    }

    /// Whether an answer means this reference: the same amount in whatever unit, or the same number
    /// where only one of them has a unit. A percentage without its sign may be meant either way.
    boolean isMeantBy(Quantity answer) {
        if (unit.isPresent() && answer.unit.isPresent()) {
            return unit.get().kind() == answer.unit.get().kind()
                    && (unit.equals(answer.unit) ? is(answer) : scaled().is(answer.scaled()));
        }
        return is(answer) || (isPercent() != answer.isPercent() && scaled().is(answer.scaled()));
    }

    private boolean is(Quantity answer) {
        return value.compareTo(answer.value) == 0
                || (!(isWhole() && answer.isWhole()) && isNear(answer.value))
                || (places >= ROUNDED && isRounded(answer.value, value, places))
                || (places == FRACTION
                        && answer.places >= ROUNDED
                        && isRounded(value, answer.value, answer.places));
    }

    private boolean isNear(BigDecimal other) {
        var gap = value.subtract(other).abs();
        return gap.compareTo(value.abs().multiply(TOLERANCE)) <= 0;
    }

    private static boolean isRounded(BigDecimal exact, BigDecimal rounded, int places) {
        return exact.setScale(places, RoundingMode.HALF_UP).compareTo(rounded) == 0;
    }

    private boolean isWhole() {
        return value.stripTrailingZeros().scale() <= 0;
    }

    private boolean isPercent() {
        return unit.filter(it -> it == Unit.PERCENT).isPresent();
    }

    private Quantity scaled() {
        var factor = unit.map(it -> BigDecimal.valueOf(it.factor())).orElse(BigDecimal.ONE);
        return new Quantity(value.multiply(factor), 0, Optional.empty());
    }

    private static Optional<Quantity> read(MatchResult match) {
        var number = match.group("decimal") == null ? fraction(match) : decimal(match);
        var negative = "-".equals(match.group("sign"));
        var unit = Optional.ofNullable(match.group("unit")).flatMap(Unit::named);
        return number.map(
                it -> new Quantity(negative ? it.value.negate() : it.value, it.places, unit));
    }

    private static Optional<Quantity> fraction(MatchResult match) {
        var latex = match.group("above") != null;
        var whole = number(match, latex ? "whole" : "mixed");
        var above = number(match, latex ? "above" : "upper");
        var below = number(match, latex ? "below" : "lower");
        return below.signum() == 0
                ? Optional.empty()
                : Optional.of(
                        new Quantity(
                                whole.add(above.divide(below, DIGITS)),
                                FRACTION,
                                Optional.empty()));
    }

    private static Optional<Quantity> decimal(MatchResult match) {
        var written = number(match, "decimal");
        var power = number(match, "power").add(number(match, "tens")).intValueExact();
        var value = written.scaleByPowerOfTen(power + scale(match.group("scale")));
        var places = Math.max(0, written.scale() - power - scale(match.group("scale")));
        return Optional.of(new Quantity(value, places, Optional.empty()));
    }

    private static BigDecimal number(MatchResult match, String group) {
        var text = match.group(group);
        return text == null ? BigDecimal.ZERO : new BigDecimal(text.replace(",", ""));
    }

    private static int scale(@Nullable String word) {
        return switch (word) {
            case "thousand" -> 3;
            case "million" -> 6;
            case "billion" -> 9;
            case null, default -> 0;
        };
    }
}
