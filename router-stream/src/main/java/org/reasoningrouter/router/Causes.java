package org.reasoningrouter.router;

import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What stands behind an exception, without the text that may quote a record.
final class Causes {

    private Causes() {}

    /// The types from the outermost to the root, and where the root was thrown.
    static String of(Throwable thrown) {
        var at = last(thrown).getStackTrace();
        return chain(thrown).map(t -> t.getClass().getName()).collect(Collectors.joining(" < "))
                + (at.length == 0 ? "" : " at " + at[0]);
    }

    /// What is wrong with a setting or a file, in one line: the innermost cause that tells.
    static IllegalStateException misuse(Throwable thrown) {
        var line =
                chain(thrown)
                        .map(Throwable::getMessage)
                        .filter(Objects::nonNull)
                        .reduce((_, inner) -> inner)
                        .orElse(thrown.getClass().getSimpleName());
        return new IllegalStateException(line.strip().lines().findFirst().orElse(line), thrown);
    }

    private static Stream<Throwable> chain(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause);
    }

    private static Throwable last(Throwable thrown) {
        return chain(thrown).reduce((_, inner) -> inner).orElse(thrown);
    }
}
