package org.reasoningrouter.grade;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Units that are read off a number, where the same amount may be said in several.
///
/// What is not here is passed over: "12 apples" is twelve.
enum Unit {
    MILLIMETRE(Kind.LENGTH, 0.001, "mm", "millimeter", "millimetre"),
    CENTIMETRE(Kind.LENGTH, 0.01, "cm", "centimeter", "centimetre"),
    METRE(Kind.LENGTH, 1, "m", "meter", "metre"),
    KILOMETRE(Kind.LENGTH, 1000, "km", "kilometer", "kilometre"),
    MILLIGRAM(Kind.MASS, 0.000001, "mg", "milligram"),
    GRAM(Kind.MASS, 0.001, "g", "gram"),
    KILOGRAM(Kind.MASS, 1, "kg", "kilogram"),
    MILLILITRE(Kind.VOLUME, 0.001, "ml", "milliliter", "millilitre"),
    LITRE(Kind.VOLUME, 1, "l", "liter", "litre"),
    MILLISECOND(Kind.TIME, 0.001, "ms", "millisecond"),
    SECOND(Kind.TIME, 1, "s", "sec", "second"),
    MINUTE(Kind.TIME, 60, "min", "minute"),
    HOUR(Kind.TIME, 3600, "h", "hr", "hour"),
    DAY(Kind.TIME, 86_400, "day"),
    DOLLAR(Kind.MONEY, 1, "usd", "dollar"),
    CENT(Kind.MONEY, 0.01, "¢", "cent"),
    PERCENT(Kind.SHARE, 0.01, "%", "percent");

    enum Kind {
        LENGTH,
        MASS,
        VOLUME,
        TIME,
        MONEY,
        SHARE
    }

    private final Kind kind;
    private final double factor;
    private final String names;

    Unit(Kind kind, double factor, String... names) {
        this.kind = kind;
        this.factor = factor;
        this.names = " " + String.join(" ", names) + " ";
    }

    Kind kind() {
        return kind;
    }

    double factor() {
        return factor;
    }

    /// By its name or sign, in one or many.
    static Optional<Unit> named(String word) {
        var name = word.toLowerCase(Locale.ROOT);
        var one =
                name.length() > 3 && name.endsWith("s")
                        ? name.substring(0, name.length() - 1)
                        : name;
        return Arrays.stream(values())
                .filter(it -> it.isCalled(name) || it.isCalled(one))
                .findFirst();
    }

    private boolean isCalled(String name) {
        return names.contains(" " + name + " ");
    }
}
